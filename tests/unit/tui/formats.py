# SPDX-License-Identifier: MIT
"""
formats.py DIR: parses what one snapshot became in each format, strictly and by parsers that are not ours, and compares
their figures: json, jsonl, csv, prom, check, statusline, text, wide and screen are files in DIR.
"""
import csv
import json
import math
import re
import shutil
import subprocess
import sys

STATES = ['paused', 'unknown', 'never_polled', 'critical', 'future', 'late', 'on_time']
COUNTS = ['sessions', 'active', 'erroring'] + STATES
folder = sys.argv[1]


def read(name):
    with open(f'{folder}/{name}', 'rb') as file:
        return file.read().decode('utf-8')  # strict: malformed UTF-8 ends it


def same(what, left, right):
    if left != right:
        sys.exit(f'{what}:\n{left}\nis not\n{right}')


# --- JSON ---------------------------------------------------------------------------------------

def no_constant(word):
    raise ValueError(f'{word} is not JSON')


def no_twice(pairs):
    assert len(dict(pairs)) == len(pairs), f'a member twice: {pairs}'
    return dict(pairs)


def parse_json(text):
    return json.loads(text, parse_constant=no_constant, object_pairs_hook=no_twice)


whole = parse_json(read('json'))
same('schema', whole['schema'], 1)
totals = whole['totals']
same('worst of all', totals['worst_late'], max(s['worst_late'] or 0 for s in whole['services']))
services = {service['service']: service for service in whole['services']}
sessions = {(s['userId'], s['serviceType']): s for s in whole['sessions']}
same('sessions listed', len(whole['sessions']), totals['sessions'])
for state in STATES:
    same(f'{state} listed', sum(s['state'] == state for s in sessions.values()), totals[state])
for name in COUNTS:
    same(f'{name} of services', sum(s[name] for s in services.values()), totals[name])

lines = [parse_json(line) for line in read('jsonl').splitlines()]
same('kinds of line', [line['type'] for line in lines],
     ['report'] + ['finding'] * len(whole['findings']) + ['service'] * len(services) + ['session'] * len(sessions))
report = dict(whole, type='report')
del report['findings'], report['services'], report['sessions']
same('jsonl report', lines[0], report)
same('jsonl rows', [dict(row, type=kind[:-1]) for kind in ('findings', 'services', 'sessions') for row in whole[kind]],
     lines[1:])

# --- Findings -----------------------------------------------------------------------------------

FINDING = ['number', 'kind', 'severity', 'service', 'user', 'members', 'of', 'critical', 'late', 'failing',
           'began_after', 'began_before', 'ended_at', 'peak', 'peak_at', 'outlook', 'per_minute', 'text', 'owner',
           'runbook', 'sessions']
assert whole['findings'], 'nothing was found'
members = [(s['userId'], s['serviceType']) for finding in whole['findings'] for s in finding['sessions']]
same('sessions in two findings', len(set(members)), len(members))
for finding in whole['findings']:
    same('finding', list(finding), FINDING)
    of_it = [sessions[s['userId'], s['serviceType']] for s in finding['sessions']]
    same('members', finding['members'], len(of_it))
    same('critical members', finding['critical'], sum(s['state'] == 'critical' for s in of_it))
    same('late members', finding['late'], sum(s['state'] == 'late' for s in of_it))
    same('failing members', finding['failing'], sum((s['errorCount'] or 0) >= 3 for s in of_it))
    assert finding['service'] is None or {s['serviceType'] for s in of_it} == {finding['service']}, finding
    assert finding['user'] is None or {s['userId'] for s in of_it} == {finding['user']}, finding
    same('of one snapshot', [finding[name] for name in ('outlook', 'per_minute', 'ended_at')], [None] * 3)

# --- CSV ----------------------------------------------------------------------------------------


def cell(value):
    return '' if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def printable(text):
    """As our sanitiser has it for what is in this test."""
    return re.sub('[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]', '\ufffd', text)


FORMULA = '=+-@\uff1d\uff0b\uff0d\uff20\t\r\n'


def defused(text):
    return "'" + printable(text) if text and text[0] in FORMULA else printable(text)


text = read('csv')
assert text.endswith('\r\n') and '\n' not in text.replace('\r\n', ''), 'line ends'
rows = list(csv.reader(text.split('\r\n')[:-1], strict=True))
same('header', rows[0], ['userId', 'serviceType', 'state', 'isActive', 'pollingIntervalMs', 'lastPollAt', 'ageMs',
                         'late', 'errorCount', 'createdAt', 'asof'])
same('rows', len(rows) - 1, len(sessions))
for row, session in zip(rows[1:], whole['sessions']):
    same('fields', len(row), len(rows[0]))
    expected = [defused(session['userId']), defused(session['serviceType'])]
    expected += [cell(session[name]) for name in rows[0][2:7]]
    same('row', row[:7], expected)
    same('late', row[7], '' if session['late'] is None else f'{session["late"]:.2f}')
    same('errors', row[8], cell(session['errorCount']))
    same('asof', row[10], whole['asof'])
    assert not row[0] or row[0][0] not in FORMULA, row[0]
    assert not re.search('[\x00-\x1f\x7f]', ''.join(row)), row

# --- Prometheus ---------------------------------------------------------------------------------

NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"'
NUMBER = r'-?(?:\d+(?:\.\d+)?|\.\d+)'


def parse_prom(text):
    """The text format 0.0.4: HELP and TYPE once, before the samples, which stand together; no sample twice."""
    samples, seen, current, helped = {}, set(), None, None
    assert text.endswith('\n') and not text.endswith('\n\n')
    for line in text[:-1].split('\n'):
        assert line == line.strip(' \t') and line, repr(line)
        comment = re.fullmatch(rf'# (HELP|TYPE) ({NAME}) (.+)', line)
        if comment:
            kind, name, rest = comment.groups()
            if kind == 'HELP':
                assert name not in seen, f'{name} comes twice'
                seen.add(name)
                helped, current = name, None
            else:
                assert rest in ('gauge', 'counter') and helped == name and current is None, line
                current = name
            continue
        sample = re.fullmatch(rf'({NAME})\{{({LABEL}(?:,{LABEL})*)\}} ({NUMBER})', line)
        assert sample, f'no sample: {line!r}'
        assert sample.group(1) == current, f'not under its TYPE: {line}'
        labels = re.findall(LABEL, sample.group(2))
        same('labels read', ','.join(f'{n}="{v}"' for n, v in labels), sample.group(2))
        assert len(dict(labels)) == len(labels), f'a label twice: {line}'
        unescaped = tuple((n, re.sub(r'\\(.)', lambda m: '\n' if m[1] == 'n' else m[1], v)) for n, v in labels)
        key = (current, frozenset(unescaped))
        assert key not in samples, f'twice: {line}'
        samples[key] = float(sample.group(len(sample.groups())))
    return samples


def sample_of(name, **labels):
    return samples.get((f'beyatop_{name}', frozenset(dict(labels, table=whole['table']).items())))


def label_text(text):
    return re.sub('[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]', lambda m: f'\\u{ord(m[0]):04x}', text)


samples = parse_prom(read('prom'))
for name, service in services.items():
    label = label_text(name)
    for state in STATES:
        same(f'prom {name} {state}', sample_of('sessions', service=label, state=state), service[state])
    same('prom active', sample_of('active_sessions', service=label), service['active'])
    same('prom paused', sample_of('paused_sessions', service=label), service['paused'])
    same('prom erroring', sample_of('erroring_sessions', service=label), service['erroring'])
    same('prom latest', sample_of('worst_lateness_intervals', service=label), service['worst_late'])
    for quantile in ('p50', 'p95'):
        ms = service[f'{quantile}_age_ms']
        seconds = sample_of(f'poll_age_{quantile}_seconds', service=label)
        assert (seconds is None) == (ms is None) and (ms is None or math.isclose(seconds, ms / 1000, abs_tol=.01))
for kind in {f['kind'] for f in whole['findings']} | {'mass_pause', 'table_trouble'}:
    for severity in ('critical', 'warning', 'info'):
        of_it = [f['members'] for f in whole['findings'] if (f['kind'], f['severity']) == (kind, severity)]
        same(f'prom {kind}', sample_of('findings', kind=kind, severity=severity), len(of_it))
        same(f'prom sessions of {kind}', sample_of('finding_sessions', kind=kind, severity=severity), sum(of_it))
same('prom complete', sample_of('complete'), 0 if whole['partial'] else 1)
same('prom samples of states', sum(name == 'beyatop_sessions' for name, _ in samples), len(services) * len(STATES))
if shutil.which('promtool'):
    subprocess.run(['promtool', 'check', 'metrics'], input=read('prom'), text=True, check=True)

# --- Lines --------------------------------------------------------------------------------------

line = read('check')
match = re.fullmatch(r'BEYATOP (OK|WARNING|CRITICAL|UNKNOWN) - ([^|\n]+) \|([^|\n]*)\n', line)
assert match, line
data = {}
for datum in match.group(3).split():
    label, value = datum.split('=')
    assert re.fullmatch(rf'U|{NUMBER}(?:s|%)?', value), datum
    data[label] = value
for name in COUNTS:
    same(f'check {name}', data[name], str(totals[name]))
seconds = re.compile(r'(.*)s')
for name, what in (('p50_age', 'p50_age_ms'), ('p95_age', 'p95_age_ms')):
    assert abs(float(seconds.fullmatch(data[name]).group(1)) - totals[what] / 1000) < .01, name
same('check worst_late', float(data['worst_late']), totals['worst_late'])
same('check words', f'{totals["critical"]} critical' in match.group(2), totals['critical'] > 0)

LETTERS = {'critical': 'C', 'never_polled': 'N', 'late': 'W', 'unknown': '?', 'future': 'F'}
words = read('statusline').split()
for state, letter in LETTERS.items():
    if totals[state]:
        assert f'{letter}{totals[state]}' in words, (words, state)
assert len(read('statusline')) < 60 and read('statusline').count('\n') == 1


def under_titles(lines, first):
    """The words of the line below the titles, which begin with `first`."""
    at = next(i for i, line in enumerate(lines) if line.strip().startswith(first))
    return [word.replace(',', '') for word in lines[at + 1].split()]


TITLES = ['critical', 'late', 'never_polled', 'future', 'unknown', 'on_time', 'paused', 'sessions', 'erroring']
for name in ('text', 'wide'):
    lines = read(name).splitlines()
    same(f'{name} totals', under_titles(lines, 'CRITICAL'), [str(totals[title]) for title in TITLES])
    assert not re.search('[\x00-\x08\x0b-\x1f\x7f]', read(name)), name
assert max(len(line) for line in read('text').splitlines()) <= 80
at = next(i for i, line in enumerate(read('wide').splitlines()) if line.startswith('S  USER'))
listed = [line for line in read('wide').splitlines()[at + 1:] if re.match('[CNWF?.-]  ', line)]
same('wide rows', len(listed), len(sessions))
for letter, session in zip((line[0] for line in listed), whole['sessions']):
    same('wide letter', letter, dict(LETTERS, on_time='.', paused='-')[session['state']])

# Each with three columns more, of ages: they are rounded.
ROWS = {
    'text': ['active', 'paused', 'critical', 'late', 'erroring', 'never_polled', 'unknown'],
    'wide': ['active', 'paused', 'critical', 'late', 'erroring', 'never_polled', 'future', 'unknown'],
    'columns': ['active', 'paused', 'critical', 'late', 'erroring', 'never_polled', 'unknown'],
}
for name, columns in ROWS.items():
    lines = [line[1:] if name == 'columns' else line for line in read(name).splitlines()]
    at = next(i for i, line in enumerate(lines) if re.match('S +SERVICE', line))
    for line, service in zip(lines[at + 1:], whole['services'], strict=False):
        figures = [word.replace(',', '') for word in line.split()[-len(columns) - 3:-3]]
        if name == 'columns':
            figures = ['0' if word == '.' else word for word in figures]
        same(f'{name} {service["service"]}', figures, [str(service[column]) for column in columns])
        assert service['service'][:4] in line, line

# "behind/active", then the trend, then failing, never polled, unknown, worst, P50, P95.
lines = [line[1:] for line in read('screen').splitlines()]
at = next(i for i, line in enumerate(lines) if re.match('S +SERVICE', line))
for line, service in zip(lines[at + 1:], whole['services'], strict=False):
    words = [word.replace(',', '').replace('./', '0/') for word in line.split()]
    behind, active = next(word for word in words if re.fullmatch('[0-9]+/[0-9]+', word)).split('/')
    failing = words[-6].replace('.', '0')
    overdue = int(behind) + int(failing) - service['critical'] - service['late']
    same(f'screen {service["service"]} active', int(active), service['active'])
    assert 0 <= overdue <= service['on_time'], line

# LATE is by age and FAILING by errors alone, of the states critical and late. They add up to the total.
SCREEN = ['never_polled', 'future', 'unknown', 'on_time', 'paused', 'acknowledged', 'sessions']
tiles = ['0' if tile == '.' else tile for tile in under_titles(read('screen').splitlines(), 'LATE')]
tiles = [int(tile) for tile in tiles]
same('screen late and failing', tiles[0] + tiles[2], totals['critical'] + totals['late'])
same('screen sum', sum(tiles[:-1]), totals['sessions'])
tiles[6] += tiles[1]  # overdue sessions have the state on time
same('screen totals', tiles[3:], [totals.get(title, 0) for title in SCREEN])
