import { chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { type Images, readImages, renderImages } from './images-file.ts';

const user = process.geteuid?.() ?? 0;

function place(content?: string | Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'images-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'images.yaml');
  if (content !== undefined) {
    writeFileSync(path, content);
  }
  return path;
}

test('no file is a new node', async () => {
  expect(await readImages(place(), user)).toEqual({ found: 'nothing' });
});

test.each<[string, string, Images]>([
  [
    'the form that it is written in',
    'image:\n  version: 2.1.0\nstatus: active\n',
    { version: '2.1.0', status: 'active' },
  ],
  [
    'comments, quotes and another order',
    '# by hand\nstatus: "failure"\nimage: {version: \'2.1.0\'}',
    { version: '2.1.0', status: 'failure' },
  ],
  [
    'CRLF and a BOM',
    '\ufeffimage:\r\n  version: 2.1.0\r\nstatus: maintain\r\n',
    { version: '2.1.0', status: 'maintain' },
  ],
  [
    'further keys, as a playbook may add',
    'image:\n  version: 1.10\n  by: ansible\nstatus: building\nhost: web1\n',
    { version: '1.10', status: 'building' },
  ],
])('%s is read', async (_title, text, images) => {
  expect(await readImages(place(text), user)).toEqual({ found: 'images', images });
});

test.each([
  ['an empty file', '', 'is empty'],
  ['blanks alone', ' \n\n', 'is empty'],
  ['zero bytes, as a power cut leaves them', Buffer.alloc(64), 'cannot be understood'],
  ['a truncated file', 'image:\n  version: 2.1.0\nsta', 'cannot be understood'],
  ['a file that ends before the status', 'image:\n  version: 2.1.0\n', 'has no word as its status'],
  ['another word', 'image:\n  version: 2.1.0\nstatus: actve\n', 'has "actve" as its status'],
  ['a word in another case', 'image:\n  version: 2.1.0\nstatus: Active\n', 'has "Active" as its status'],
  ['no version', 'status: active\n', 'has no image.version that is a version'],
  [
    'a version that leads elsewhere',
    'image:\n  version: ../../etc\nstatus: active\n',
    'has no image.version that is a version',
  ],
  ['a list', '- active\n', 'has no image.version that is a version'],
  ['broken YAML', 'image: [\nstatus: active\n', 'cannot be understood'],
])('%s says nothing, with the reason', async (_title, content, reason) => {
  const reading = await readImages(place(content), user);

  expect(reading).toEqual({ found: 'nonsense', reason: expect.stringContaining(reason) });
});

test('a folder, a link and a file of somebody else are no state file of ours', async () => {
  const folder = place();
  mkdirSync(folder);
  const link = place();
  symlinkSync('/etc/hostname', link);
  const foreign = place('image:\n  version: 2.1.0\nstatus: active\n');
  chownSync(foreign, 4711, 4711);

  expect(await readImages(folder, user)).toEqual({ found: 'obstacle', reason: `${folder} is a folder` });
  expect(await readImages(link, user)).toEqual({ found: 'obstacle', reason: `${link} is a link` });
  expect(await readImages(foreign, user)).toEqual({
    found: 'obstacle',
    reason: `${foreign} belongs to user 4711, and not to user ${user}`,
  });
});

test.each(['2.1.0', '1.10', '2', '1e3', 'true', 'null', 'v1.2.3', 'developer', '0x1F', '1.2.3+build-4'])(
  'version %s is read back as it was written, by any reader of YAML',
  async (version) => {
    const bytes = renderImages({ version, status: 'active' });

    expect(await readImages(place(bytes), user)).toEqual({ found: 'images', images: { version, status: 'active' } });
    expect(parse(bytes.toString())).toEqual({ image: { version }, status: 'active' });
  },
);

test('the form is that of the source document, for people and playbooks', () => {
  expect(renderImages({ version: '2.1.0', status: 'maintain' }).toString()).toBe(
    '# kept by tagship-node: change it by tagship-node reset alone\nimage:\n  version: 2.1.0\nstatus: maintain\n',
  );
});
