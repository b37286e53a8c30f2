import type { RecordedScenario } from './record-calls.ts';
import type { Disturbance, PipelineCall } from './sweep-world.ts';

/** A moment of a pipeline's run: a call, before the server has acted on it or after that and before it answers. */
export interface Moment {
  readonly title: string;
  readonly scenario: RecordedScenario;
  /** Of the call. */
  readonly id: string;
  readonly when: 'before' | 'after';
}

/** Every moment of every scenario. */
export function momentsOf(scenarios: readonly RecordedScenario[]): readonly Moment[] {
  return scenarios.flatMap((scenario) =>
    scenario.calls.flatMap(({ id }) =>
      (['before', 'after'] as const).map((when) => ({ title: `${scenario.title}: ${when} ${id}`, scenario, id, when })),
    ),
  );
}

/** Lets something happen at that moment; the call is never answered. */
export function stallAt({ id, when }: Moment, happen: () => void): Disturbance {
  return {
    [when]: (call: PipelineCall) => {
      if (call.id !== id) {
        return undefined;
      }
      happen();
      return { kind: 'stall' };
    },
  };
}
