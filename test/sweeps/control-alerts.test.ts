import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SlackPeer, startSlackPeer } from '../../lib/testing/slack-peer.ts';
import { choosePoints, describeSwitch, sweepSwitch } from './choose-points.ts';
import { type LifeEnd, liveThrough } from './control/alert-life.ts';
import { faultNames } from './control/simulated-node.ts';

/** A thousand random lives of twenty nodes: what people read in Slack against what they had to be told. */

const lives = Array.from({ length: 1000 }, (_, index) => `${sweepSwitch.seed} life ${index}`);
const livesOfATest = 25;

let slack: SlackPeer;
const faultsMet = new Set<string>();
let kills = 0;
let lived = 0;

beforeAll(async () => {
  slack = await startSlackPeer();
});

afterAll(async () => {
  await slack.close();
});

describe(`alerts of random lives (${describeSwitch()})`, () => {
  const chosen = choosePoints(lives);
  const parts = Array.from({ length: Math.ceil(chosen.length / livesOfATest) }, (_, part) =>
    chosen.slice(part * livesOfATest, (part + 1) * livesOfATest),
  );

  test.for(parts)(
    'from "%s" on: none is missed, none is false, none is lost, none comes twice for nothing',
    async (part, { task }) => {
      task.meta.points = part.length;
      for (const seed of part) {
        const end = await liveThrough(seed, slack);
        end.faults.forEach((fault) => faultsMet.add(fault));
        kills += end.kills;
        lived += 1;

        expect({ seed, ...compare(end) }).toEqual({ seed, missed: [], wrong: [], doubled: 0, left: 0 });
        expect(end.due.length, seed).toBeGreaterThan(0);
      }
    },
  );

  afterAll(() => {
    // of a few lives that were chosen by hand nothing is asked
    if (lived === chosen.length) {
      const missing = faultNames.filter((name) => !faultsMet.has(name));
      if (missing.length > 0 || kills < lived) {
        throw new Error(`too little was tried: ${kills} kills in ${lived} lives, and never ${missing.join(', ')}`);
      }
    }
  });
});

function compare({ due, told, doubled, left }: LifeEnd) {
  return { missed: without(due, told), wrong: without(told, due), doubled, left };
}

/** What one list has more often than the other. */
function without(list: readonly string[], other: readonly string[]): readonly string[] {
  const left = [...other];
  return list.filter((item) => {
    const place = left.indexOf(item);
    if (place >= 0) {
      left.splice(place, 1);
    }
    return place < 0;
  });
}
