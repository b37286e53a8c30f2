import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

/**
 * Stands in the place of the shell that receives, as a connection does that is cut: `driver.ts UP DOWN MEASURE sh ...` hands
 * on UP bytes to the shell and DOWN bytes from it, then it is gone, and both sides find nobody. Writes what passed to
 * MEASURE when it was not cut.
 */
const [up = '', down = '', measure = '', command = '', ...args] = process.argv.slice(2);
const passed = { up: 0, down: 0 };
const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });

function cut(): never {
  // the receiver sees the end of its input and has nobody to write to
  child.stdin.destroy();
  child.stdout.destroy();
  process.exit(255);
}

process.stdin.on('data', (piece: Buffer) => {
  const rest = Number(up) - passed.up;
  passed.up += piece.length;
  if (piece.length <= rest) {
    child.stdin.write(piece);
    return;
  }
  process.stdin.pause();
  // what was sent before the cut does arrive
  child.stdin.write(piece.subarray(0, Math.max(rest, 0)), cut);
});
process.stdin.on('end', () => child.stdin.end());
child.stdin.on('error', () => undefined);
child.stdout.on('data', (piece: Buffer) => {
  const rest = Number(down) - passed.down;
  passed.down += piece.length;
  if (piece.length <= rest) {
    process.stdout.write(piece);
    return;
  }
  process.stdout.write(piece.subarray(0, Math.max(rest, 0)), cut);
});
child.once('close', (status) => {
  if (measure !== '-') {
    writeFileSync(measure, JSON.stringify(passed));
  }
  process.exitCode = status ?? 1;
});
