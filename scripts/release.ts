// Releases this project, from the branch main:
//
//   node scripts/release.ts check      code that differs from the last release needs a pending change
//   node scripts/release.ts prepare    writes the next version, commits and tags it here
//   node scripts/release.ts push       pushes that commit and that tag, both or none
//
// Between the last two the image is built and pushed: a version that can be named has its image. Each may be run again.
import { TagshipError } from '../lib/core/errors.ts';
import { checkPending } from './release/check-pending.ts';
import { openCheckout } from './release/checkout.ts';
import { prepareRelease } from './release/prepare-release.ts';
import { pushRelease } from './release/push-release.ts';

const checkout = openCheckout(process.cwd());
const [command, ...rest] = process.argv.slice(2);
try {
  run(rest.length === 0 ? command : undefined);
} catch (error) {
  if (!(error instanceof TagshipError)) {
    throw error;
  }
  console.error(`release: ${error.message}${error.hint === undefined ? '' : `\n${error.hint}`}`);
  process.exitCode = 1;
}

function run(command: string | undefined): void {
  switch (command) {
    case 'check': {
      const { isRight, message } = checkPending(checkout);
      console.log(message);
      process.exitCode = isRight ? 0 : 1;
      break;
    }
    case 'prepare':
      console.log(`${prepareRelease(checkout)} is prepared`);
      break;
    case 'push':
      console.log(pushRelease(checkout));
      break;
    default:
      console.error('usage: node scripts/release.ts check|prepare|push');
      process.exitCode = 2;
  }
}
