/** The end of quiet hours: one digest for each target, one word to the windows, and nothing lost. */
import { expect, it } from 'vitest'
import { planFiring } from '../../../../electron/delivery/plan.ts'
import type { Firing } from '../../../../shared/alerts/firing.ts'
import { openOutbox } from './outbox-bench.ts'
import { actions, firing, hook, hourMs, minuteMs, quietHours, row, startAt } from './samples.ts'

// From 11:30 to 14:00; it is 12:00.
const quiet = quietHours(11 * 60 + 30, 14 * 60)
const endAt = startAt + 2 * hourMs

function openQuiet() {
  const bench = openOutbox()
  bench.settings.now = { ...bench.settings.now, quietHours: quiet }
  bench.targets.set('t', hook('t'))
  let count = 0
  const fire = (one: Firing, changes = {}) => {
    const plan = planFiring(one, actions({ targets: ['t'], ...changes }), {
      ...{ targets: [...bench.targets.values()], settings: bench.settings.now, now: bench.clock.now() },
      newId: () => `row-${(count += 1)}`,
    })
    bench.firings.set(one.id, { ...one, quietUntil: plan.quietUntil })
    for (const delivery of plan.deliveries) bench.deliveries.insert(delivery)
    bench.outbox.kick()
  }
  bench.outbox.start()
  return { ...bench, fire }
}

it('tells all that was held once, when the hours end', async () => {
  const { clock, fire, sent, summaries, deliveries, told } = openQuiet()
  fire(firing('f1'))
  fire(firing('f2', { sentence: 'ETHUSDT last crosses down 3,000, once', rule: 'r2' }))
  await clock.advanceAsync(2 * hourMs - 1)
  expect([sent, summaries]).toEqual([[], []])
  await clock.advanceAsync(1)
  expect(sent.map(({ target, at, title }) => [target, at, title])).toEqual([
    ['t', endAt, '2 alerts in quiet hours'],
    ['desktop', endAt, '2 alerts in quiet hours'],
  ])
  expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
    type: 'alerts.summary',
    data: { reason: 'digest', count: 2, firings: [{ id: 'f1' }, { id: 'f2' }] },
  })
  expect(sent[1]?.body).toContain('ETHUSDT last crosses down 3,000')
  expect(summaries).toMatchObject([{ reason: 'digest', firings: ['f1', 'f2'], at: endAt }])
  const rows = deliveries.list({ limit: 20 })
  expect(rows.filter(({ state }) => state === 'cancelled').map(({ lastError }) => lastError)).toEqual(
    Array(4).fill('told in the digest'),
  )
  expect(rows.filter(({ state }) => state === 'sent')).toHaveLength(2)
  expect(told.filter(({ state }) => state === 'cancelled')).toHaveLength(4)
  await clock.advanceAsync(48 * hourMs)
  expect([sent.length, summaries.length]).toEqual([2, 1])
})

it('leaves out what was acknowledged in the meantime', async () => {
  const { clock, fire, sent, outbox } = openQuiet()
  fire(firing('f1'))
  fire(firing('f2'))
  outbox.acknowledged(['f1'])
  await clock.advanceAsync(2 * hourMs)
  expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ data: { count: 1, firings: [{ id: 'f2' }] } })
})

it('tells the windows of what was to be shown nowhere else, and sends nothing for it', async () => {
  const { clock, fire, sent, summaries } = openQuiet()
  fire(firing('f1'), { targets: [], notification: false })
  await clock.advanceAsync(2 * hourMs)
  expect(sent).toEqual([])
  expect(summaries).toMatchObject([{ firings: ['f1'] }])
})

it('says nothing to the windows of what they were not to show', async () => {
  const { clock, fire, sent, summaries } = openQuiet()
  fire(firing('f1', { show: { toast: false, badge: true, sound: null } }), { toast: false })
  await clock.advanceAsync(2 * hourMs)
  expect([sent.length, summaries]).toEqual([2, []])
})

it('comes within a minute where the quiet hours are switched off, or a clock is set out of them', async () => {
  for (const change of ['settings', 'clock'] as const) {
    const { clock, fire, sent, settings } = openQuiet()
    fire(firing('f1'))
    await clock.advanceAsync(minuteMs)
    if (change === 'settings') settings.now = { ...settings.now, quietHours: null }
    else clock.jumpWall(-2 * hourMs)
    await clock.advanceAsync(minuteMs)
    expect(sent.map(({ target }) => target)).toEqual(['t', 'desktop'])
  }
})

it('survives a restart, and is told at once where the hours ended meanwhile', async () => {
  const first = openQuiet()
  first.fire(firing('f1'))
  first.die()
  const second = openOutbox({ path: first.path, at: endAt + hourMs })
  second.targets.set('t', hook('t'))
  second.firings.set('f1', firing('f1'))
  second.outbox.start()
  await second.clock.advanceAsync(0)
  expect(second.sent.map(({ target }) => target)).toEqual(['t', 'desktop'])
})

it('fails visibly for a target that was switched off, and sends what has no firing by itself', async () => {
  const { clock, fire, sent, targets, givenUp, deliveries, outbox, state } = openQuiet()
  fire(firing('f1'), { notification: false })
  targets.set('t', hook('t', { enabled: false }))
  deliveries.insert(row('lost', { reason: 'digest', state: 'waiting', dueAt: endAt }))
  outbox.kick()
  await clock.advanceAsync(2 * hourMs)
  expect(givenUp).toMatchObject([{ target: 't', reason: 'digest', lastError: 'Hook t is switched off' }])
  expect(sent).toMatchObject([{ id: 'lost', body: 'body of lost' }])
  expect(state('lost')).toBe('sent')
})

it('holds a summary of quiet hours until their end as it is', async () => {
  const { clock, deliveries, outbox, sent, told } = openQuiet()
  deliveries.insert(row('s', { firing: null, reason: 'folded', state: 'waiting', dueAt: endAt }))
  outbox.kick()
  await clock.advanceAsync(2 * hourMs)
  expect(sent).toMatchObject([{ id: 's', at: endAt, body: 'body of s' }])
  expect(told.map(({ state }) => state)).toEqual(['pending', 'sent'])
})
