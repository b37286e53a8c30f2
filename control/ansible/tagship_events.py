# -*- coding: utf-8 -*-
"""Tells tagship-control what a run of ansible-playbook does, while it does it: one JSON object per line.

The lines go to the file descriptor that TAGSHIP_EVENTS_FD names. Works with ansible-core 2.14 and newer. What is told:

    start     version of Ansible, and every host of the inventory with its groups, one `host` line each
    play      one batch of a play begins, with its hosts
    stopped   what is left of the play is not run, because too many hosts have failed
    nobody    a play has no hosts
    sent      a task goes to a host, with the time of this machine's clock in ms
    ok, failed, unreachable, skipped    what came back
    count     the recap of a host, one line each
    end       the playbook came to its end
"""
from __future__ import annotations

DOCUMENTATION = """
    name: tagship_events
    type: notification
    short_description: tells tagship-control what happens, as JSON lines
    description:
      - Written and switched on by tagship-control; of no use to anybody else.
"""

import json
import os
import re
import select
import signal
import threading
import time

from ansible.plugins.callback import CallbackBase
from ansible.release import __version__

# characters of a text that explains; of what tagship-node answers; of what a task of our own prints
MOST_TEXT = 4000
MOST_REPORT = 1024 * 1024
MOST_OUTPUT = 4 * 1024 * 1024

# seconds from TERM to KILL, once nobody listens any more
GRACE_SECONDS = 10

# in a text within the object the quotes have backslashes
REPORT = re.compile(r'"program": ?"tagship-node ')


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'tagship_events'

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._fd = None
        self._wants_output = os.environ.get('TAGSHIP_EVENTS_OUTPUT') == 'all'
        self._has_started = False
        self._failed_items = {}
        try:
            self._fd = int(os.environ['TAGSHIP_EVENTS_FD'])
            os.fstat(self._fd)
        except (KeyError, ValueError, OSError):
            # started by hand: nobody listens
            self.disabled = True
            return
        threading.Thread(target=end_with_listener, args=(self._fd,), daemon=True).start()

    def _tell(self, event, **fields):
        line = json.dumps(dict(fields, event=event), default=str, separators=(',', ':')) + '\n'
        rest = memoryview(line.encode('ascii'))
        while rest:
            rest = rest[os.write(self._fd, rest):]

    def v2_playbook_on_play_start(self, play):
        variables = play.get_variable_manager().get_vars(play=play, include_hostvars=False)
        if not self._has_started:
            self._has_started = True
            self._tell_start(variables.get('groups') or {})
        self._tell('play', play=text(play.get_name()), hosts=[str(host) for host in variables.get('ansible_play_batch') or []])

    def _tell_start(self, groups):
        self._tell('start', schema=1, ansible=str(__version__))
        of_host = {}
        for group, hosts in groups.items():
            for host in hosts:
                of_host.setdefault(str(host), []).append(str(group))
        for host, names in of_host.items():
            self._tell('host', host=host, groups=sorted(names))

    def v2_playbook_on_no_hosts_remaining(self):
        self._tell('stopped')

    def v2_playbook_on_no_hosts_matched(self):
        self._tell('nobody')

    def v2_runner_on_start(self, host, task):
        self._tell('sent', host=str(host.get_name()), task=text(task.get_name()), id=id_of(task), at=now())

    def v2_runner_on_ok(self, result):
        self._tell_result('ok', result)

    def v2_runner_item_on_failed(self, result):
        # from ansible-core 2.22 on the result of a loop does not say which of its items failed
        self._failed_items.setdefault(place_of(result), values_of(result))

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._tell_result('failed', result, ignored=bool(ignore_errors))

    def v2_runner_on_unreachable(self, result):
        self._tell_result('unreachable', result, ignored=bool(getattr(task_of(result), 'ignore_unreachable', False)))

    def v2_runner_on_skipped(self, result):
        self._tell_result('skipped', result)

    def _tell_result(self, event, result, **fields):
        values = values_of(result)
        fields.update(host=str(host_of(result).get_name()), task=text(task_of(result).get_name()), at=now())
        fields['id'] = id_of(task_of(result))
        fields['changed'] = bool(values.get('changed'))
        failed_item = self._failed_items.pop(place_of(result), None)
        if event in ('failed', 'unreachable'):
            fields.update(reasons(failed_item or values))
            fields['for_all'] = is_for_all(task_of(result))
        report = find_report(values)
        if report is not None:
            fields['report'] = report
        if self._wants_output:
            fields['output'] = whole_text(values.get('stdout'))[:MOST_OUTPUT]
        self._tell(event, **fields)

    def v2_playbook_on_stats(self, stats):
        for host in sorted(stats.processed):
            self._tell('count', host=str(host), **stats.summarize(host))
        self._tell('end')


def host_of(result):
    # the names before ansible-core 2.19, which go away with 2.23, have an underscore
    return result.host if hasattr(result, 'host') else result._host


def task_of(result):
    return result.task if hasattr(result, 'task') else result._task


def id_of(task):
    return str(getattr(task, '_uuid', ''))


def place_of(result):
    return str(host_of(result).get_name()), id_of(task_of(result))


def is_for_all(task):
    """Whether its failure ends the play for every host of the batch; the recap counts it for one."""
    return bool(getattr(task, 'run_once', False) or getattr(task, 'any_errors_fatal', False))


def values_of(result):
    values = result.result if hasattr(result, 'result') else result._result
    return values if isinstance(values, dict) else {}


def now():
    return int(time.time() * 1000)


def whole_text(value):
    if value is None:
        return ''
    return value if isinstance(value, str) else str(value)


def text(value):
    return whole_text(value)[:MOST_TEXT]


def end_of(value):
    return whole_text(value).rstrip()[-MOST_TEXT:]


def reasons(values):
    """Why it failed: of a loop that of the first item that did."""
    for item in items_of(values):
        if item.get('failed') or item.get('unreachable'):
            values = item
            break
    found = {'message': text(values.get('msg') or values.get('reason') or values.get('censored'))}
    if isinstance(values.get('rc'), int):
        found['rc'] = values['rc']
    for name in ('stdout', 'stderr'):
        if values.get(name):
            found[name] = end_of(values[name])
    # of a module that ended without an answer
    if 'stderr' not in found and values.get('module_stderr'):
        found['stderr'] = end_of(values['module_stderr'])
    if 'stdout' not in found and values.get('module_stdout'):
        found['stdout'] = end_of(values['module_stdout'])
    return found


def items_of(values):
    items = values.get('results')
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def find_report(values):
    """The object that `tagship-node ... --json` printed, as text, whatever stands around it; '' if it is not whole."""
    report = None
    for item in [values] + items_of(values):
        stdout = item.get('stdout')
        if isinstance(stdout, str):
            found = report_in(stdout)
            report = found if found is not None else report
    return report


def report_in(stdout):
    place = None
    for place in REPORT.finditer(stdout):
        pass
    if place is None:
        return None
    start = stdout.rfind('{', 0, place.start())
    try:
        _, end = json.JSONDecoder().raw_decode(stdout, start)
    except (ValueError, RecursionError):
        return ''
    return stdout[start:end] if end - start <= MOST_REPORT else ''


def end_with_listener(fd):
    """A run that nobody watches any more would meet the next one on the nodes: it ends when its listener is gone."""
    poll = select.poll()
    # an error is always told, and of a pipe it is that its other end was closed
    poll.register(fd, 0)
    poll.poll()
    for name in (signal.SIGTERM, signal.SIGKILL):
        if os.getpgrp() == os.getpid():
            os.killpg(os.getpid(), name)
        else:
            os.kill(os.getpid(), name)
        time.sleep(GRACE_SECONDS)
