import type { PostedMessage } from '../../../lib/testing/slack-peer.ts';

/** What people read in Slack, one line for each host and message, as ToldTruth has it: read from the texts alone. */
export function readMessages(messages: readonly PostedMessage[]): readonly string[] {
  return messages.flatMap(readMessage);
}

const headings: readonly (readonly [RegExp, string])[] = [
  [/no connection to \d+ host/, 'cannot connect'],
  [/the playbook failed on \d+ host/, 'playbook failed'],
  [/install or upgrade failed on \d+ host/, 'node failed'],
  [/no state file on \d+ hosts? after the run/, 'no state file'],
  [/install or upgrade does not end on \d+ host/, 'stuck'],
  [/another version on \d+ host/, 'wrong version'],
  [/does not upgrade the version of \d+ host/, 'refused'],
  [/state file was gone, installed anew: \d+ host/, 'rebuilt'],
  [/a run had been killed, another took over: \d+ host/, 'interrupted run'],
  [/the roll-out failed as a whole/, 'roll-out'],
];

function readMessage({ blocks = [] }: PostedMessage): readonly string[] {
  const [heading = '', ...sections] = blocks.map(({ text }) => text?.text ?? '');
  let what = meaningOf(heading);
  const told: string[] = [];
  for (const section of sections) {
    const [first = ''] = section.split('\n');
    const entry = /^Time: (\S+ \S+)\nHost: (.+)\nAnsible status: (.+)\nNode status: (.+)$/m.exec(section);
    if (entry !== null && first === `Time: ${entry[1]}`) {
      told.push(line(what, entry[2], entry[3], entry[4]));
      continue;
    }
    for (const row of section.split('\n')) {
      if (row.startsWith('• ')) {
        what = meaningOf(`${heading.slice(0, 1)} ${row}`);
      }
      const [time = '', host, ansible, node] = row.split(' | ');
      if (/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}$/.test(time)) {
        told.push(line(what, host, ansible, node));
      }
    }
  }
  return told;
}

function meaningOf(heading: string): string {
  if (/^✔ .*well again: \d+ host/.test(heading)) {
    return 'recovered';
  }
  const cause = headings.find(([pattern]) => pattern.test(heading))?.[1] ?? 'several';
  const kind = heading.startsWith('ℹ') ? 'notice' : heading.includes('still: ') ? 'reminder' : 'alert';
  return `${kind} ${cause}`;
}

function line(what: string, host = '', ansible = '', node = ''): string {
  return `${what}: ${host === 'control node' ? '' : host} ${ansible} ${node}`;
}
