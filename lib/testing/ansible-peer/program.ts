import { appendFileSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { PeerFolder, PeerNode, PeerScenario } from './start-ansible-peer.ts';

/**
 * Stands in for ansible-playbook where no network is wanted: it goes over nodes that are JSON files, tells of each over the
 * descriptor of our callback plugin, and answers our own questions. Started as `program.ts FOLDER ARGUMENTS`.
 */
const [folder = '', ...args] = process.argv.slice(2);
const scenario: PeerScenario = read(join(folder, 'scenario.json' satisfies PeerFolder));

if (args.includes('--version')) {
  appendFileSync(join(folder, 'asked' satisfies PeerFolder), '.');
  process.stdout.write(
    scenario.version === 'garbage' ? 'hello\n' : `ansible-playbook [core ${scenario.version}]\n  config file = None\n`,
  );
  process.exit(0);
}
const playbook = args.at(-1) ?? '';
const ended = scenario.ends ?? 'well';
const text = readFileSync(playbook, 'utf8');
const isOwn = text.includes('@tagship ');
const variables: Readonly<Record<string, unknown>> = read(valueOf('--extra-vars').slice(1));
const nodes = readNodes();
const hosts = limited(Object.keys(nodes), valueOf('--limit'));

if (ended === 'inventory error') {
  process.stderr.write(
    `[WARNING]: Unable to parse ${valueOf('--inventory')} as an inventory source\nERROR! No inventory was parsed, please check your configuration and options.\n`,
  );
  process.exit(1);
}
if (ended === 'playbook error' && !isOwn) {
  process.stderr.write(
    `ERROR! 'hosst' is not a valid attribute for a Play\n\nThe error appears to be in '${playbook}'\n`,
  );
  process.exit(4);
}
if (ended === 'garbage' && !isOwn) {
  for (let line = 0; line < 20; line += 1) {
    say('%PDF-1.4 {"event": "ok", ');
  }
  process.exit(0);
}
tell({ event: 'start', schema: 1, ansible: scenario.version });
for (const [host, node] of Object.entries(nodes)) {
  tell({ event: 'host', host, groups: ['all', ...node.groups] });
}
tell({ event: 'play', play: isOwn ? 'Ask' : 'Bring the nodes to this release', hosts });
if (ended === 'cut' && !isOwn) {
  say(`{"event":"sent","host":"${hosts[0] ?? ''}`);
  process.exit(250);
}
const counts = new Map(hosts.map((host) => [host, { failures: 0, unreachable: 0 }]));
for (const host of hosts) {
  const node = nodes[host];
  if (node === undefined) {
    continue;
  }
  const at = Date.now();
  tell({ event: 'sent', host, task: isOwn ? 'Ask' : 'Let tagship-node decide', at });
  await setTimeout(isOwn ? 0 : scenario.nodeMs);
  const result =
    node.is === 'unreachable'
      ? { event: 'unreachable', message: 'Failed to connect to the host via ssh' }
      : isOwn
        ? answer(node)
        : apply(host, node);
  const count = counts.get(host);
  if (count !== undefined) {
    count.failures += result.event === 'failed' ? 1 : 0;
    count.unreachable += result.event === 'unreachable' ? 1 : 0;
  }
  tell({
    task: isOwn ? 'Ask' : 'Let tagship-node decide',
    at: Date.now(),
    changed: false,
    ignored: false,
    run_once: false,
    message: '',
    stdout: '',
    stderr: '',
    host,
    ...result,
  });
}
for (const [host, count] of counts) {
  tell({ event: 'count', host, ...count });
}
tell({ event: 'end' });
const all = [...counts.values()];
process.exit(all.some(({ unreachable }) => unreachable > 0) ? 4 : all.some(({ failures }) => failures > 0) ? 2 : 0);

type Told = Readonly<Record<string, unknown>> & { readonly event: string };

/** What the playbook's task brings about on a node, and what tagship-node says of it. */
function apply(host: string, node: PeerNode): Told {
  const release = String(variables['tagship_release']);
  const report = (outcome: string, more: Readonly<Record<string, unknown>> = {}) =>
    JSON.stringify({
      schema: 1,
      program: 'tagship-node 0',
      command: 'apply',
      outcome,
      release,
      rebuilt: false,
      scripts: [],
      ...more,
    });
  if (node.is === 'at work') {
    return {
      event: 'ok',
      report: report('skipped', { reason: 'another run of tagship-node is at work on this node' }),
    };
  }
  const rebuilt = node.status === undefined && node.version !== undefined;
  if (node.is === 'failing') {
    const tail = 'cannot bind to port 80';
    const scripts = [{ module: 'ModuleX', script: 'upgrade.sh', end: 'exited with 7', durationMs: 5, tail }];
    save(host, { ...node, status: 'failure', reason: 'upgrade.sh of ModuleX exited with 7' });
    return {
      event: 'failed',
      rc: 1,
      message: 'non-zero return code',
      report: report('failed', { reason: 'upgrade.sh of ModuleX exited with 7', scripts, rebuilt }),
    };
  }
  if (node.status === 'active' && node.version === release) {
    return { event: 'ok', report: report('unchanged') };
  }
  const run = `20261122T08${String(node.runs % 60).padStart(2, '0')}00Z-${String(node.runs).padStart(6, '0')}`;
  save(host, {
    ...node,
    status: 'active',
    version: release,
    lastRun: run,
    lastRunRebuilt: rebuilt,
    runs: node.runs + 1,
    reason: undefined,
  });
  return {
    event: 'ok',
    changed: true,
    report: report(node.version === undefined ? 'installed' : 'upgraded', { run, rebuilt }),
  };
}

function answer(node: PeerNode): Told {
  if (text.includes('@tagship logs')) {
    const log = Buffer.from(`the script of ${node.version ?? ''} has run\n`);
    return {
      event: 'ok',
      output: `@tagship logs\n@log ${log.length} 001-ModuleX-upgrade.sh.log\n${log.toString('base64')}\n@end\n`,
    };
  }
  const images =
    node.status === undefined ? '' : `@images\nimage:\n  version: ${node.version ?? ''}\nstatus: ${node.status}\n`;
  const is =
    node.status === undefined ? 'new' : node.status === 'active' || node.status === 'failure' ? node.status : 'working';
  const status = {
    schema: 1,
    program: 'tagship-node 0',
    command: 'status',
    is,
    version: node.version,
    reason: node.reason,
    rebuilt: node.status === undefined && node.version !== undefined,
    lastRun: node.lastRun,
    lastRunRebuilt: node.lastRunRebuilt,
  };
  return { event: 'ok', output: `@tagship look\n${images}@status\n${JSON.stringify(status)}\n@end\n` };
}

function valueOf(option: string): string {
  return args.find((arg) => arg.startsWith(`${option}=`))?.slice(option.length + 1) ?? '';
}

function limited(all: readonly string[], limit: string): readonly string[] {
  if (limit === '') {
    return all;
  }
  const names = limit.startsWith('@') ? readFileSync(limit.slice(1), 'utf8').split('\n') : limit.split(',');
  return all.filter((host) => names.includes(host) || nodes[host]?.groups.some((group) => names.includes(group)));
}

function readNodes(): Readonly<Record<string, PeerNode>> {
  return read(join(folder, 'nodes.json' satisfies PeerFolder));
}

function save(host: string, node: PeerNode): void {
  const path = join(folder, 'nodes.json' satisfies PeerFolder);
  writeFileSync(`${path}.new`, JSON.stringify({ ...readNodes(), [host]: node }));
  renameSync(`${path}.new`, path);
}

function read(path: string) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function tell(event: Told): void {
  say(JSON.stringify(event));
}

function say(line: string): void {
  writeSync(Number(process.env['TAGSHIP_EVENTS_FD']), `${line}\n`);
}
