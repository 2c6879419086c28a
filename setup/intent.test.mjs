import { expect, test } from '@jest/globals';
import { dockerNeed, kamailioImage, optionsOfRun, wantsImage } from './intent.mjs';

test.each([
  { args: [], env: {}, need: 'preferred' },
  { args: [], env: { CI: 'true' }, need: 'required' },
  { args: [], env: { CI: 'false' }, need: 'preferred' },
  { args: ['--host', 'process'], env: { CI: 'true' }, need: 'unneeded' },
  { args: ['--select', 'TP-*', '--host=process'], env: {}, need: 'unneeded' },
  { args: ['--host', 'container'], env: {}, need: 'required' },
  { args: ['--host', 'process', '--host', 'container'], env: {}, need: 'required' },
  { args: ['--host'], env: {}, need: 'preferred' },
  { args: ['--out', 'process'], env: {}, need: 'preferred' },
])('the options $args with $env make Docker $need', ({ args, env, need }) => {
  expect(dockerNeed(args, env)).toBe(need);
});

test.each([
  { args: ['--sut', 'kamailio.yaml'], wanted: true },
  { args: ['--sut', 'phone.yaml', '--sut=kamailio.yaml'], wanted: true },
  { args: ['--sut', 'phone.yaml'], wanted: false },
  { args: ['--sut', 'missing.yaml'], wanted: false },
  { args: ['--out', 'kamailio.yaml'], wanted: false },
  { args: ['--sut'], wanted: false },
])('the options $args make Kamailio wanted: $wanted', ({ args, wanted }) => {
  /** @type {Record<string, string>} */
  const files = { 'kamailio.yaml': `host: { image: { name: ${kamailioImage} } }`, 'phone.yaml': 'role: client' };
  /** @param {string} file */
  const read = (file) => {
    const text = files[file];
    if (text === undefined) throw new Error('there is no such file');
    return text;
  };
  expect(wantsImage(kamailioImage, args, read)).toBe(wanted);
});

test('the systems and the host that jest is told of count as well, and what is written on the command line comes last', () => {
  const env = { CPM_LEAVE_SUT: 'a.yaml,b.yaml', CPM_LEAVE_HOST: 'process' };
  const options = optionsOfRun(['--host', 'container'], env);
  expect(options).toEqual(['--sut', 'a.yaml', '--sut', 'b.yaml', '--host', 'process', '--host', 'container']);
  expect(dockerNeed(options, {})).toBe('required');
  expect(wantsImage(kamailioImage, options, (file) => (file === 'b.yaml' ? kamailioImage : ''))).toBe(true);
  expect(optionsOfRun([], { CPM_LEAVE_SUT: '' })).toEqual([]);
});
