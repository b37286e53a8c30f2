import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { bufferBody } from '../body.ts';
import type { Body } from '../store.ts';
import { openBodyParts } from './body-parts.ts';

/** A body of three parts of 10 bytes, whose digests nobody knows, and the memories that it was read into. */
function threeParts() {
  const content = randomBytes(30);
  const memories: ArrayBufferLike[] = [];
  const body: Body = {
    ...bufferBody(content),
    read: async (start, end, memory = Buffer.alloc(10)) => {
      memories.push(memory.buffer);
      content.copy(memory, 0, start, end);
      return memory.subarray(0, end - start);
    },
  };
  return { parts: openBodyParts(body, 10), memories };
}

test('the memory of a part that was sent at once is used again when it was given back, by one of the next parts', async () => {
  const { parts, memories } = threeParts();

  const first = await parts.next();
  using pieces = first.open();
  pieces.giveBack();
  pieces.giveBack();
  await parts.next();
  await parts.next();

  expect(memories[1]).toBe(memories[0]);
  expect(memories[2]).not.toBe(memories[0]);
});

test('the memory of a part that was not given back, or was sent twice, is never used again', async () => {
  const { parts, memories } = threeParts();

  const left = await parts.next();
  left.open()[Symbol.dispose]();
  const repeated = await parts.next();
  repeated.open()[Symbol.dispose]();
  using again = repeated.open();
  again.giveBack();
  await parts.next();

  expect(new Set(memories).size).toBe(3);
});
