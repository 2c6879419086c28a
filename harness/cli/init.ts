import { existsSync, writeFileSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../campaign/usage-error.ts';
import type { Role } from '../sut/descriptor.ts';
import { type DraftAnswers, draftDescriptor } from '../sut/draft.ts';
import { form } from '../sut/form.ts';
import { DescriptorError, parseDescriptor } from '../sut/load.ts';
import { splitWords } from '../sut/words.ts';
import { described } from './described.ts';
import { type Asker, oneOf, openAsker } from './questions.ts';

/** The options of `init`, as the command line has them. */
export interface InitFlags {
  role?: string;
  vendor?: string;
  product?: string;
  productVersion?: string;
  image?: string;
  process?: string;
  address?: string;
  localAddress?: string;
  upperTester?: string;
  url?: string;
  form?: true;
  sut?: string;
}

const ROLES = ['client', 'focus', 'pcscf'] as const;
const SCHEMA = fileURLToPath(new URL('../sut/sut.schema.json', import.meta.url));

/**
 * Asks what a description cannot be without, and writes one that is valid; or prints the form of ICS and IXIT.
 * @returns what to print
 * @throws {UsageError} for an answer that cannot be; nothing has been written then
 */
export async function init(file: string, flags: InitFlags): Promise<string> {
  if (flags.form) return filledForm(flags);
  if (existsSync(file)) throw new UsageError(`${file} exists; expected the name of a new file`);
  const asker = openAsker(process.stdin, process.stderr);
  try {
    const answers = await answersTo(asker, flags);
    const text = draftDescriptor(answers, relative(dirname(resolve(file)), SCHEMA));
    parseDescriptor(text, file);
    writeFileSync(file, text, { flag: 'wx' });
    return `wrote ${file}; see whether it can be tested: cpm-leave check --sut ${file}\n`;
  } catch (error) {
    if (error instanceof DescriptorError) throw new UsageError(error.message);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new UsageError(`there is no folder ${dirname(file)}; expected one that exists`);
    throw error;
  } finally {
    asker.close();
  }
}

function filledForm({ role, sut }: InitFlags): string {
  const [statement] = sut === undefined ? [] : described([sut]);
  const asked = statement?.role ?? ROLES.find((known) => known === role);
  if (!asked) throw new UsageError(`--form needs --role, one of ${ROLES.join(', ')}, or --sut with a description`);
  if (role !== undefined && role !== asked)
    throw new UsageError(`--role is '${role}', and ${sut} describes a ${asked}; expected one of them alone`);
  return form(asked, statement);
}

async function answersTo(asker: Asker, flags: InitFlags): Promise<DraftAnswers> {
  const role = (await asker.answer(
    { option: '--role', text: `role (${ROLES.join(', ')})`, default: 'client', refuse: oneOf(...ROLES) },
    flags.role,
  )) as Role;
  const vendor = await asker.answer({ option: '--vendor', text: 'vendor, for the report' }, flags.vendor);
  const product = await asker.answer({ option: '--product', text: 'product, for the report' }, flags.product);
  const version = await asker.answer(
    { option: '--product-version', text: 'version, for the report', default: '1' },
    flags.productVersion,
  );
  const host = await hostFrom(asker, flags);
  const upperTester = await upperTesterFrom(asker, role, flags);
  return { role, vendor, product, version, host, ...(upperTester && { upperTester }) };
}

async function hostFrom(
  asker: Asker,
  { image, process, address, localAddress }: InitFlags,
): Promise<DraftAnswers['host']> {
  const given = { image, process, address };
  const named = Object.entries(given).filter(([, value]) => value !== undefined);
  if (named.length > 1)
    throw new UsageError(`--${named[0]![0]} and --${named[1]![0]} are both given; expected one place where it lives`);
  const kind = await asker.answer(
    {
      option: '--image, --process or --address',
      text: 'where does it live: in a container (image), as a process here (process), or on a box in the lab (address)',
      refuse: oneOf('image', 'process', 'address'),
    },
    named[0]?.[0],
  );
  if (kind === 'image')
    return { kind, image: await asker.answer({ option: '--image', text: 'name of its image' }, image) };
  if (kind === 'process')
    return {
      kind,
      command: await asker.answer(
        { option: '--process', text: 'command that starts it', refuse: unsplittable },
        process,
      ),
    };
  const ipv4 = (answer: string) => (isIPv4(answer) ? undefined : 'an IPv4 address');
  return {
    kind: 'address',
    ip: await asker.answer({ option: '--address', text: 'its IPv4 address', refuse: ipv4 }, address),
    local: await asker.answer(
      { option: '--local-address', text: "this machine's IPv4 address that it can reach", refuse: ipv4 },
      localAddress,
    ),
  };
}

function unsplittable(command: string): string | undefined {
  try {
    splitWords(command);
    return undefined;
  } catch (error) {
    return `every quote to be closed (${(error as Error).message})`;
  }
}

async function upperTesterFrom(asker: Asker, role: Role, flags: InitFlags): Promise<DraftAnswers['upperTester']> {
  const kinds = role === 'client' ? ['http', 'exec', 'manual'] : ['none', 'http', 'exec'];
  const kind = await asker.answer(
    {
      option: '--upper-tester',
      text: `how is it told what to do (${kinds.join(', ')})`,
      default: kinds[0]!,
      refuse: oneOf(...kinds),
    },
    flags.upperTester,
  );
  if (kind === 'http') {
    const url = await asker.answer(
      { option: '--url', text: 'base URL of its upper tester', default: 'http://{address}:8080/{instance}' },
      flags.url,
    );
    return { kind, url };
  }
  return kind === 'exec' || kind === 'manual' ? { kind } : undefined;
}
