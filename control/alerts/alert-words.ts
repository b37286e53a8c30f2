import type { Event } from '../watch/verdict.ts';
import type { ToldHost } from './alert-group.ts';
import type { AlertCause } from './cause.ts';

export const alertLanguages = ['en', 'zh'] as const;

/** ALERT_LANGUAGE: of labels, values and headings. What programs said, such as a reason, stays as they said it. */
export type AlertLanguage = (typeof alertLanguages)[number];

/** Every word of a message that is ours. */
export interface AlertWords {
  /** Between a label and its value. */
  readonly colon: string;
  /** Between items of a list. */
  readonly comma: string;
  /** The four fields (R97) stand first, in this order. */
  readonly time: string;
  readonly host: string;
  readonly ansible: string;
  readonly node: string;
  readonly version: string;
  readonly step: string;
  readonly reason: string;
  readonly since: string;
  readonly was: string;
  readonly logTail: string;
  /** The host of a roll-out that failed as a whole. */
  readonly controlNode: string;
  readonly ansibleStatuses: Readonly<Record<ToldHost['ansible'], string>>;
  readonly nodeStatuses: Readonly<Record<ToldHost['node'], string>>;
  /** What an open cause is called where a host is told to be well again. */
  readonly causes: Readonly<Record<AlertCause, string>>;
  heading(what: AlertCause | Event | 'recovered' | 'several' | 'test', hosts: number): string;
  /** Of what was told before and lasts. */
  still(heading: string): string;
  generation(generation: number): string;
  part(part: number, parts: number): string;
}

const english: AlertWords = {
  colon: ': ',
  comma: ', ',
  time: 'Time',
  host: 'Host',
  ansible: 'Ansible status',
  node: 'Node status',
  version: 'Version',
  step: 'Step',
  reason: 'Reason',
  since: 'Since',
  was: 'Was',
  logTail: 'Last log lines',
  controlNode: 'control node',
  ansibleStatuses: { success: 'success', failed: 'failed', unreachable: 'unreachable', 'not run': 'not run' },
  nodeStatuses: {
    active: 'active',
    building: 'building',
    maintain: 'maintain',
    failure: 'failure',
    'no state file': 'no state file',
    'cannot connect': 'cannot connect',
    'not asked': 'not asked',
  },
  causes: {
    'roll-out': 'roll-out failed',
    'cannot connect': 'cannot connect',
    'playbook failed': 'playbook failed',
    'node failed': 'node failed',
    'no state file': 'no state file',
    stuck: 'stuck',
    'wrong version': 'wrong version',
    refused: 'refused',
  },
  heading(what, count) {
    const hosts = count === 1 ? '1 host' : `${count} hosts`;
    switch (what) {
      case 'roll-out':
        return 'the roll-out failed as a whole';
      case 'cannot connect':
        return `no connection to ${hosts}`;
      case 'playbook failed':
        return `the playbook failed on ${hosts}`;
      case 'node failed':
        return `install or upgrade failed on ${hosts}`;
      case 'no state file':
        return `no state file on ${hosts} after the run`;
      case 'stuck':
        return `install or upgrade does not end on ${hosts}`;
      case 'wrong version':
        return `another version on ${hosts}`;
      case 'refused':
        return `the release does not upgrade the version of ${hosts}`;
      case 'rebuilt':
        return `state file was gone, installed anew: ${hosts}`;
      case 'interrupted run':
        return `a run had been killed, another took over: ${hosts}`;
      case 'recovered':
        return `well again: ${hosts}`;
      case 'several':
        return `${hosts} to look at`;
      case 'test':
        return 'a test: alerts come here';
    }
  },
  still: (heading) => `still: ${heading}`,
  generation: (generation) => ` (generation ${generation})`,
  part: (part, parts) => ` (part ${part} of ${parts})`,
};

const chinese: AlertWords = {
  colon: '：',
  comma: '、',
  time: '时间',
  host: '主机',
  ansible: 'Ansible 执行状态',
  node: '节点状态',
  version: '版本',
  step: '步骤',
  reason: '原因',
  since: '开始时间',
  was: '此前',
  logTail: '日志末尾',
  controlNode: '控制节点',
  ansibleStatuses: { success: '成功', failed: '失败', unreachable: '无法连接', 'not run': '未执行' },
  nodeStatuses: {
    active: '正常 (active)',
    building: '安装中 (building)',
    maintain: '升级中 (maintain)',
    failure: '失败 (failure)',
    'no state file': '状态文件不存在',
    'cannot connect': '连接失败',
    'not asked': '未查询',
  },
  causes: {
    'roll-out': '发布未能执行',
    'cannot connect': '无法连接',
    'playbook failed': 'playbook 执行失败',
    'node failed': '安装或升级失败',
    'no state file': '状态文件不存在',
    stuck: '安装或升级未结束',
    'wrong version': '版本不符',
    refused: '版本条件不满足',
  },
  heading(what, count) {
    const hosts = `${count} 台主机`;
    switch (what) {
      case 'roll-out':
        return '发布未能执行';
      case 'cannot connect':
        return `无法连接 ${hosts}`;
      case 'playbook failed':
        return `${hosts} playbook 执行失败`;
      case 'node failed':
        return `${hosts}安装或升级失败`;
      case 'no state file':
        return `执行后 ${hosts}没有状态文件`;
      case 'stuck':
        return `${hosts}安装或升级长时间未结束`;
      case 'wrong version':
        return `${hosts}版本不符`;
      case 'refused':
        return `${hosts}的版本不在可升级范围内，未升级`;
      case 'rebuilt':
        return `${hosts}状态文件丢失，已重新安装`;
      case 'interrupted run':
        return `${hosts}上次执行被中断，本次已接管`;
      case 'recovered':
        return `${hosts}已恢复正常`;
      case 'several':
        return `${hosts}需要处理`;
      case 'test':
        return '测试：告警将发送到这里';
    }
  },
  still: (heading) => `仍未恢复：${heading}`,
  generation: (generation) => `（第 ${generation} 次交付）`,
  part: (part, parts) => `（第 ${part}/${parts} 部分）`,
};

export const alertWords: Readonly<Record<AlertLanguage, AlertWords>> = { en: english, zh: chinese };
