/** Who is told what and when. */
import { describe, expect, it } from 'vitest'
import { planFiring, planSummary, toldBySummary } from '../../../../electron/delivery/plan.ts'
import type { Actions } from '../../../../shared/alerts/actions.ts'
import type { Firing } from '../../../../shared/alerts/firing.ts'
import type { ActiveHours } from '../../../../shared/model/hours.ts'
import { actions, firing, hook, hourMs, minuteMs, quietHours, startAt } from './samples.ts'

type Given = { notifications?: boolean; quiet?: ActiveHours | null; now?: number }

function contextOf({ notifications = true, quiet = null, now = startAt }: Given = {}) {
  let count = 0
  return {
    targets: [hook('a'), hook('b'), hook('off', { enabled: false, disabledReason: 'gone' })],
    settings: { notifications, quietHours: quiet, timeZone: 'UTC' },
    now,
    newId: () => `row-${(count += 1)}`,
  }
}

const plan = (one: Partial<Firing>, does: Partial<Actions>, given: Given = {}) =>
  planFiring(firing('f1', one), actions(does), contextOf(given))
const short = ({ deliveries, quietUntil }: ReturnType<typeof planFiring>) => ({
  rows: deliveries.map(
    ({ target, reason, state, dueAt }) => `${target} ${reason} ${state} +${dueAt - startAt}`,
  ),
  quietUntil,
})

describe('a firing', () => {
  it('is told to this computer and to its targets, each once, at once, with its own words', () => {
    const { deliveries, quietUntil } = plan({}, { targets: ['a', 'b', 'a'] })
    expect(quietUntil).toBeNull()
    expect(deliveries).toMatchObject([
      {
        id: 'row-1',
        target: 'a',
        firing: 'f1',
        reason: 'alert',
        state: 'pending',
        dueAt: startAt,
        attempts: 0,
      },
      { target: 'b' },
      { target: 'desktop', title: 'BTCUSDT 64,200.25', body: expect.stringContaining('12:00:00') },
    ])
    expect(deliveries[0]?.title).toBe('BTCUSDT 64,200.25')
    expect(JSON.parse(deliveries[0]?.body ?? '')).toMatchObject({ type: 'alert.fired', data: { id: 'f1' } })
  })

  it('is told to a chat in words, by its template where it has one, once and for all attempts', () => {
    const context = contextOf()
    const chats = [
      hook('chat', { kind: 'telegram', url: null, options: { chatId: '1' } }),
      hook('own', { kind: 'slack', url: null, options: { template: '{{symbol}}: {{note}}' } }),
    ]
    const { deliveries } = planFiring(
      firing('f1', { note: 'my note' }),
      actions({ targets: ['chat', 'own'] }),
      {
        ...{ ...context, targets: chats },
      },
    )
    expect(deliveries.map(({ target, body }) => [target, body]).slice(0, 2)).toEqual([
      ['chat', 'BTCUSDT last crosses up 64,200, once\n2026-01-05 12:00:00\nmy note'],
      ['own', 'BTCUSDT: my note'],
    ])
    const summed = planSummary('folded', [firing('f1'), firing('f2')], {
      ...{ ...context, targets: chats, to: ['chat'] },
    })
    expect(summed?.deliveries[0]?.body).toContain('12:00:00 BTCUSDT last crosses up')
  })

  it('is not told to this computer where the rule or the settings say so', () => {
    expect(plan({}, { notification: false }).deliveries).toEqual([])
    expect(plan({}, {}, { notifications: false }).deliveries).toEqual([])
  })

  it('says why it is not told to a target that is gone, off, or this computer with notifications off', () => {
    const { deliveries } = plan({}, { targets: ['gone', 'off', 'desktop', 'a'] }, { notifications: false })
    expect(deliveries.map(({ target, state, lastError }) => [target, state, lastError])).toEqual([
      ['gone', 'failed', 'there is no target gone'],
      ['off', 'failed', 'Hook off is switched off: gone'],
      ['desktop', 'failed', 'notifications are switched off in the settings'],
      ['a', 'pending', null],
    ])
  })

  it('that was found afterwards goes to targets, marked, and leaves this computer to the summary', () => {
    const { deliveries } = plan({ late: true }, { targets: ['a'] })
    expect(deliveries.map(({ target }) => target)).toEqual(['a'])
    expect(JSON.parse(deliveries[0]?.body ?? '')).toMatchObject({ data: { late: true } })
  })

  it('past the storm budget is left to the summary altogether', () => {
    const escalation = { afterMinutes: 5, targets: ['b'] }
    expect(plan({ folded: true }, { targets: ['a'], escalation }).deliveries).toEqual([])
  })

  it('escalates step by step, from the firing on', () => {
    const escalation = { afterMinutes: 5, targets: ['a', 'desktop', 'a', 'gone'] }
    expect(short(plan({ firedAt: startAt - 1000 }, { notification: false, escalation }))).toEqual({
      rows: [
        `a escalation waiting +${5 * minuteMs - 1000}`,
        `desktop escalation waiting +${10 * minuteMs - 1000}`,
        `a escalation waiting +${15 * minuteMs - 1000}`,
        `gone escalation waiting +${20 * minuteMs - 1000}`,
      ],
      quietUntil: null,
    })
    const [first, second] = plan({}, { notification: false, escalation }).deliveries
    expect(JSON.parse(first?.body ?? '')).toMatchObject({ data: { reason: 'escalation' } })
    expect(second?.body).toContain('12:00:00')
  })
})

describe('quiet hours', () => {
  const quiet = quietHours(11 * 60, 14 * 60)
  const end = 2 * hourMs

  it('hold everything until they end, and say until when', () => {
    expect(short(plan({}, { targets: ['a', 'gone'] }, { quiet }))).toEqual({
      rows: [`a digest waiting +${end}`, 'gone alert failed +0', `desktop digest waiting +${end}`],
      quietUntil: startAt + end,
    })
  })

  it('hold late and folded ones too: the digest is their summary', () => {
    for (const one of [{ late: true }, { folded: true }])
      expect(short(plan(one, { targets: ['a'] }, { quiet })).rows).toEqual([
        `a digest waiting +${end}`,
        `desktop digest waiting +${end}`,
      ])
  })

  it('keep for the windows what is held nowhere else, unless it is not to be shown', () => {
    expect(short(plan({}, { notification: false }, { quiet })).rows).toEqual([
      `windows digest waiting +${end}`,
    ])
    expect(short(plan({}, { notification: false, toast: false }, { quiet }))).toEqual({
      rows: [],
      quietUntil: startAt + end,
    })
  })

  it('do not hold what is urgent', () => {
    const escalation = { afterMinutes: 5, targets: ['b'] }
    expect(short(plan({}, { urgent: true, targets: ['a'], escalation }, { quiet }))).toEqual({
      rows: ['a alert pending +0', 'desktop alert pending +0', `b escalation waiting +${5 * minuteMs}`],
      quietUntil: null,
    })
  })

  it('put escalation off: it counts from their end, and a step that would fall into them waits for it', () => {
    const escalation = { afterMinutes: 30, targets: ['a', 'b'] }
    expect(short(plan({}, { notification: false, toast: false, escalation }, { quiet })).rows).toEqual([
      `a escalation waiting +${end + 30 * minuteMs}`,
      `b escalation waiting +${end + 60 * minuteMs}`,
    ])
    const later = quietHours(12 * 60 + 45, 13 * 60 + 15)
    expect(short(plan({}, { notification: false, escalation }, { quiet: later })).rows).toEqual([
      `a escalation waiting +${30 * minuteMs}`,
      `b escalation waiting +${75 * minuteMs}`,
    ])
  })

  it('do not apply outside of them, and are told daily where they never end', () => {
    expect(plan({}, {}, { quiet: quietHours(13 * 60, 14 * 60) }).quietUntil).toBeNull()
    expect(plan({}, {}, { quiet: quietHours(0, 0) }).quietUntil).toBe(startAt + 24 * hourMs)
  })
})

describe('a summary', () => {
  const firings = [firing('f1'), firing('f2', { rule: 'r2', ruleName: 'Dip' })]

  it('is one word to the windows and one to each target', () => {
    const made = planSummary('folded', firings, { ...contextOf(), to: ['desktop', 'a', 'off'] })
    expect(made?.summary).toMatchObject({ id: 'row-1', reason: 'folded', firings: ['f1', 'f2'], at: startAt })
    expect(made?.deliveries).toMatchObject([
      { target: 'desktop', firing: null, state: 'pending', reason: 'folded', body: made?.summary.body },
      { target: 'a', title: made?.summary.title },
      { target: 'off', state: 'failed', lastError: 'Hook off is switched off: gone' },
    ])
    expect(JSON.parse(made?.deliveries[1]?.body ?? '')).toMatchObject({
      data: { count: 2, reason: 'folded' },
    })
  })

  it('leaves out this computer where notifications are off, but says so of a digest that it had kept for it', () => {
    const context = { ...contextOf({ notifications: false }), to: ['desktop'] }
    expect(planSummary('catch-up', firings, context)?.deliveries).toEqual([])
    expect(planSummary('digest', firings, context)?.deliveries).toMatchObject([{ state: 'failed' }])
  })

  it('leaves firings of quiet hours to the digest', () => {
    const held = firing('f3', { quietUntil: startAt + hourMs })
    const context = { ...contextOf(), to: ['a'] }
    expect(planSummary('folded', [held], context)).toBeNull()
    expect(planSummary('folded', [...firings, held], context)?.summary.firings).toEqual(['f1', 'f2'])
    expect(planSummary('digest', [held], context)?.summary.firings).toEqual(['f3'])
    expect(planSummary('digest', [], context)).toBeNull()
  })

  it('waits for the end of quiet hours, unless it is urgent or the digest itself', () => {
    const context = { ...contextOf({ quiet: quietHours(11 * 60, 14 * 60) }), to: ['a'] }
    const rows = (made: ReturnType<typeof planSummary>) =>
      made?.deliveries.map(({ state, dueAt }) => [state, dueAt - startAt])
    expect(rows(planSummary('folded', firings, context))).toEqual([['waiting', 2 * hourMs]])
    expect(rows(planSummary('folded', firings, { ...context, urgent: true }))).toEqual([['pending', 0]])
    expect(rows(planSummary('digest', firings, context))).toEqual([['pending', 0]])
  })

  it('is for whom the rule tells of its firings', () => {
    const does = { notification: true, targets: ['a', 'desktop', 'b'] }
    expect(toldBySummary('folded', does)).toEqual(['desktop', 'a', 'b'])
    expect(toldBySummary('catch-up', does)).toEqual(['desktop'])
    expect(toldBySummary('folded', { notification: false, targets: [] })).toEqual([])
  })
})
