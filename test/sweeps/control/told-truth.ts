import type { AlertCause } from '../../../control/alerts/cause.ts';
import type { Verdict } from '../../../control/watch/verdict.ts';
import type { Truth } from './simulated-node.ts';

/** What one roll-out saw of a host, and what is right to say of it. */
export interface SeenTruth {
  readonly host: string;
  readonly ansible: Verdict['ansible'];
  readonly node: Verdict['node'];
  readonly at: Date;
  readonly askedAt: Date;
  readonly truth: Truth;
}

/** A roll-out that came to its end, so that everybody who has to know of it has to be told. */
interface WholeRollOut {
  readonly now: Date;
  readonly release: string;
  readonly inventory: ReadonlySet<string>;
  readonly seen: readonly SeenTruth[];
  /** Seen by roll-outs that did not come to their end. */
  readonly left: readonly SeenTruth[];
  /** Whether it failed on the control node. */
  readonly isBroken: boolean;
}

/** What has to be told, one line for each host and message: `alert node failed: n3 failed failure`. */
export interface ToldTruth {
  add(rollOut: WholeRollOut): void;
  readonly told: readonly string[];
}

interface Trouble {
  readonly release: string;
  lastToldMs: number;
}

/** The rules of docs/operating.md, "When an alert comes", written a second time. */
export function createToldTruth({
  remindAfterMs,
  stuckAfterMs,
}: {
  readonly remindAfterMs: number;
  readonly stuckAfterMs: number;
}): ToldTruth {
  const told: string[] = [];
  const troublesOf = new Map<string, Map<AlertCause, Trouble>>();
  const atWorkSince = new Map<string, Date>();

  const say = (what: string, { host, ansible, node }: Pick<SeenTruth, 'host' | 'ansible'> & { node: string }): void => {
    told.push(`${what}: ${host} ${ansible} ${node}`);
  };
  const causeNow = ({ host, node, at, askedAt, truth }: SeenTruth): AlertCause | undefined => {
    const since = atWorkSince.get(host);
    if (node === 'cannot connect') {
      return truth.cause;
    }
    if (!truth.isAtWork) {
      atWorkSince.delete(host);
      return truth.cause;
    }
    atWorkSince.set(host, since ?? at);
    return since !== undefined && askedAt.getTime() - since.getTime() > stuckAfterMs ? 'stuck' : truth.cause;
  };

  return {
    told,
    add({ now, release, inventory, seen, left, isBroken }) {
      const old = new Map<AlertCause, (() => void)[]>();
      const due = new Set<AlertCause>();
      const look = (
        one: Pick<SeenTruth, 'host' | 'ansible'> & { readonly node: string },
        { cause, isWell }: { readonly cause: AlertCause | undefined; readonly isWell: boolean },
      ): void => {
        const troubles = troublesOf.get(one.host) ?? new Map<AlertCause, Trouble>();
        troublesOf.set(one.host, troubles);
        const names = [...troubles.keys()];
        const over =
          cause === 'refused'
            ? names.filter((name) => name !== 'refused' && name !== 'wrong version')
            : isWell && (one.ansible !== 'not run' || one.host === '' || !troubles.has('playbook failed'))
              ? names
              : [];
        if (over.some((name) => name !== 'refused')) {
          say('recovered', one);
        }
        over.forEach((name) => troubles.delete(name));
        if (cause === undefined) {
          return;
        }
        for (const [name, trouble] of troubles) {
          if (trouble.release !== release && name !== cause) {
            troubles.delete(name);
          }
        }
        const known = troubles.get(cause);
        if (known?.release !== release) {
          say(cause === 'refused' ? 'notice refused' : `alert ${cause}`, one);
          troubles.set(cause, { release, lastToldMs: now.getTime() });
          return;
        }
        if (cause !== 'refused') {
          const remind = (): void => {
            say(`reminder ${cause}`, one);
            known.lastToldMs = now.getTime();
          };
          old.set(cause, [...(old.get(cause) ?? []), remind]);
          if (now.getTime() - known.lastToldMs >= remindAfterMs) {
            due.add(cause);
          }
        }
      };

      const controlNode = { host: '', ansible: isBroken ? 'not run' : 'success', node: 'not asked' } as const;
      look(controlNode, { cause: isBroken ? 'roll-out' : undefined, isWell: !isBroken });
      for (const one of seen) {
        look(one, { cause: causeNow(one), isWell: one.truth.isWell === true });
        if (one.truth.event !== undefined) {
          say(`alert ${one.truth.event}`, one);
        }
      }
      for (const { host, ansible, truth } of left) {
        const now = seen.find((one) => one.host === host);
        if (now !== undefined) {
          say(`alert ${truth.event}`, { host, ansible, node: now.node });
        }
      }
      due.forEach((cause) => old.get(cause)?.forEach((remind) => remind()));
      [...troublesOf.keys()]
        .filter((host) => host !== '' && !inventory.has(host))
        .forEach((host) => troublesOf.delete(host));
    },
  };
}
