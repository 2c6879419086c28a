import type { CompletedCommand, CompletedOption, Values } from './model.ts';

/** A completion script for zsh: to be sourced, or put as `_cpm-leave` into a folder of `fpath`. */
export const zshCompletion = (program: string, commands: readonly CompletedCommand[]): string => {
  const name = `_${program.replaceAll('-', '_')}`;
  return `#compdef ${program}
${name}() {
  if ((CURRENT == 2)); then
    local -a commands=(
${commands.map((command) => `      ${quoted(`${command.name}:${command.description}`)}`).join('\n')}
    )
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
${commands.map(caseOf).join('\n')}
  esac
}
if [[ $funcstack[1] == _${program} ]]; then ${name} "$@"; else compdef ${name} ${program}; fi
`;
};

const caseOf = ({ name, options, operands, variadic }: CompletedCommand): string =>
  [
    `    ${name})`,
    '      _arguments \\',
    [
      ...options.map(optionSpec),
      ...operands.map((values, place) => {
        const where = variadic && place === operands.length - 1 ? '*' : String(place + 1);
        return quoted(`${where}:value:${action(values)}`);
      }),
    ]
      .map((spec) => `        ${spec}`)
      .join(' \\\n'),
    '      ;;',
  ].join('\n');

function optionSpec({ flag, description, value, repeated }: CompletedOption): string {
  const told = description.replace(/[[\]\\:]/g, '\\$&');
  const taken = value ? `${flag}=[${told}]:value:${action(value)}` : `${flag}[${told}]`;
  return quoted(`${repeated ? '*' : ''}${taken}`);
}

function action(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `(${values.words.map((word) => word.replaceAll(':', '\\:')).join(' ')})`;
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'free':
    default:
      return ' ';
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
