/** Alerts on the chart: lines that are dragged, the menu at a price, marks of what fired, and the draft that is being written. */
import type { Page } from '@playwright/test'
import { defaultActions } from '../../shared/alerts/actions.ts'
import type { AlertDraft } from '../../shared/alerts/rule.ts'
import type { AlertView } from '../../shared/alerts/view.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import { roundToTick } from '../../shared/model/numbers.ts'
import type { ScriptClient } from '../support/bridge-over-socket.ts'
import type { Desk } from './pages/desk.ts'
import { expect, test } from './support/fixtures.ts'

const bitcoin = instrumentId('simulated', 'BTCUSDT')
/** Of the chart's width and height: away from the newest candle and from the marks there. */
const spot = { x: 0.3, y: 0.3 }

async function openChart(desk: Desk): Promise<void> {
  await desk.watchlist.row('BTCUSDT').click()
  await desk.chart.interval('15m').click()
  await expect(desk.chart.panel().getByText('Loading candles')).toBeHidden()
}

async function openMenu(desk: Desk, page: Page, x: number, y: number): Promise<void> {
  await desk.chart.pointAt(x, y)
  await page.mouse.down({ button: 'right' })
  await page.mouse.up({ button: 'right' })
}

/** The price at the spot, or at another height, as the menu there says it. */
async function priceAtSpot(desk: Desk, page: Page, y = spot.y): Promise<number> {
  await openMenu(desk, page, spot.x, y)
  const item = page.getByRole('menuitem', { name: /^Alert here at / })
  const text = /at ([\d,.]+)/.exec((await item.textContent()) ?? '')?.[1] ?? ''
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toHaveCount(0)
  return Number(text.replaceAll(',', ''))
}

function draftAt(level: number, changes: Partial<AlertDraft> = {}): AlertDraft {
  return {
    name: 'Watched level',
    note: 'kept',
    message: '{{ticker}} at {{price}}',
    scope: { kind: 'instruments', instruments: [bitcoin] },
    combine: 'all',
    conditions: [
      {
        source: { kind: 'last' },
        operator: 'crossing-up',
        operands: [level],
        within: null,
        interval: null,
        instrument: null,
      },
    ],
    frequency: { kind: 'every-time', coolDownMs: 60_000 },
    rearm: { unit: 'percent', amount: 0.4 },
    confirm: { kind: 'ticks', count: 2 },
    schedule: { startsAt: null, expiresAt: null, snoozeUntil: null, active: null },
    actions: { ...defaultActions, badge: false },
    ...changes,
  }
}

const levelOf = (rule: AlertView | undefined): unknown => rule?.conditions[0]?.operands[0]
const first = async (script: ScriptClient): Promise<AlertView | undefined> =>
  (await script.call('alerts.list', {}))[0]

/** Presses at the spot and moves down by a tenth of the chart; lets go unless told otherwise. */
async function drag(desk: Desk, page: Page, letGo = true): Promise<void> {
  await desk.chart.pointAt(spot.x, spot.y)
  await page.mouse.down()
  for (const part of [0.02, 0.05, 0.08, 0.1]) await desk.chart.pointAt(spot.x, spot.y + part)
  if (letGo) await page.mouse.up()
}

/** What the window asked the core for. */
function watchCalls(page: Page): string[] {
  const sent: string[] = []
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      if (typeof payload === 'string') sent.push(payload)
    }),
  )
  return sent
}

test('moves a level and nothing else of its rule; one click takes it back', async ({
  desk,
  page,
  script,
}) => {
  await openChart(desk)
  const level = await priceAtSpot(desk, page)
  await script.call('alerts.save', draftAt(level))
  await expect(desk.rules()).toHaveCount(1)
  const before = await first(script)

  await drag(desk, page)
  const toast = desk.toasts().filter({ hasText: /^Moved to [\d,.]+/ })
  await expect(toast).toBeVisible()
  const moved = await first(script)
  expect(levelOf(moved)).toBeLessThan(level)
  expect(roundToTick(Number(levelOf(moved)), 0.01)).toBe(levelOf(moved))
  expect(moved?.version).toBeGreaterThan(before?.version ?? 0)
  const kept = ({
    id,
    name,
    note,
    message,
    scope,
    frequency,
    rearm,
    confirm,
    schedule,
    actions,
    state,
  }: AlertView) => ({
    ...{ id, name, note, message, scope, frequency, rearm, confirm, schedule, actions, state },
  })
  if (before === undefined || moved === undefined) throw new Error('the rule is gone')
  expect(kept(moved)).toEqual(kept(before))

  await toast.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => levelOf(await first(script))).toBe(level)
})

test('keeps a paused rule paused when it is dragged', async ({ desk, page, script }) => {
  await openChart(desk)
  const level = await priceAtSpot(desk, page)
  const { id } = await script.call('alerts.save', draftAt(level))
  await script.call('alerts.pause', { ids: [id] })
  await expect(desk.rules().first()).toContainText('paused')
  await drag(desk, page)
  await expect(desk.toasts().filter({ hasText: /^Moved to/ })).toBeVisible()
  await expect.poll(async () => (await first(script))?.state).toBe('paused')
  expect(levelOf(await first(script))).toBeLessThan(level)
})

test('tries a level on the past while it is dragged, and Escape puts it back', async ({
  desk,
  page,
  script,
}) => {
  const sent = watchCalls(page)
  await desk.open()
  await openChart(desk)
  const level = await priceAtSpot(desk, page)
  await script.call('alerts.save', draftAt(level))
  await expect(desk.rules()).toHaveCount(1)
  await drag(desk, page, false)
  const rehearsals = () =>
    sent.filter((message) => message.includes('"alerts.rehearse"') && message.includes('chart-drag'))
  await expect.poll(() => rehearsals().length).toBeGreaterThan(0)
  // On the shown instrument, and under no rule's id.
  expect(rehearsals()[0]).toContain(bitcoin)
  await page.keyboard.press('Escape')
  await page.mouse.up()
  // What comes after a drag that was given up goes its usual way: the next one is the first that saves.
  await drag(desk, page)
  await expect(desk.toasts().filter({ hasText: /^Moved to/ })).toBeVisible()
  expect((await first(script))?.version).toBe(2)
})

test('offers crossings at the price under the pointer', async ({ desk, page }) => {
  await openChart(desk)
  for (const [name, operator] of [
    ['Crossing Up here', 'Crossing Up'],
    ['Crossing Down here', 'Crossing Down'],
  ] as const) {
    const level = await priceAtSpot(desk, page)
    await openMenu(desk, page, spot.x, spot.y)
    await page.getByRole('menuitem', { name }).click()
    await expect(desk.alertDialog.price()).toHaveValue(/[\d.,]+/)
    const written = Number((await desk.alertDialog.price().inputValue()).replaceAll(',', ''))
    // The axis may have moved by a pixel's worth meanwhile.
    expect(Math.abs(written - level) / level).toBeLessThan(0.01)
    await expect(desk.alertDialog.dialog().getByText(operator, { exact: true }).first()).toBeAttached()
    await page.keyboard.press('Escape')
    await expect(desk.alertDialog.dialog()).toBeHidden()
  }
})

test('says why nothing fired in a candle', async ({ desk, page, script }) => {
  await openChart(desk)
  await script.call('alerts.save', draftAt(900_000))
  await expect(desk.rules()).toHaveCount(1)
  await openMenu(desk, page, spot.x, spot.y)
  await page.getByRole('menuitem', { name: 'Why did nothing fire here?' }).click()
  // The rule is younger than the candle.
  const toast = desk.toasts().filter({ hasText: 'it did not fire' })
  await expect(toast).toContainText('Watched level')
  await expect(toast).toContainText(/\d{4}-\d\d-\d\d \d\d:\d\d/)
})

test('marks what fired at its candle: the pointer is told, a click opens it', async ({
  desk,
  page,
  script,
}) => {
  await openChart(desk)
  const fired = new Promise<void>((resolve) => script.on('firing', () => resolve()))
  await script.call(
    'alerts.save',
    draftAt(1, {
      name: '',
      conditions: [
        {
          source: { kind: 'last' },
          operator: 'greater-than',
          operands: [1],
          within: null,
          interval: null,
          instrument: null,
        },
      ],
      frequency: { kind: 'once' },
      rearm: null,
      confirm: { kind: 'last-tick' },
    }),
  )
  await fired
  const hint = desk.chart.panel().getByRole('tooltip')
  const box = await desk.chart.canvas().boundingBox()
  if (box === null) throw new Error('the chart has no place on the page')
  const [firing] = await script.call('firings.list', {})
  // Where the price is by two others; the newest candle stands somewhere left of the axis.
  await expect(async () => {
    const [upper, lower] = [await priceAtSpot(desk, page, 0.2), await priceAtSpot(desk, page, 0.7)]
    const height = box.height * (0.2 + (0.5 * (upper - (firing?.price ?? NaN))) / (upper - lower))
    for (let fromRight = 90; fromRight < 150; fromRight += 6) {
      await page.mouse.move(box.x + box.width - fromRight, box.y + height)
      if (await hint.isVisible()) return
    }
    throw new Error('no mark was found')
  }).toPass({ timeout: 30_000 })
  await expect(hint).toContainText(/BTCUSDT last is greater than 1/)
  await page.mouse.down()
  await page.mouse.up()
  await expect(desk.dialog()).toContainText('BTCUSDT last is greater than 1')
})

test('shows the draft on the chart, and follows it there', async ({ desk, page }) => {
  await openChart(desk)
  const level = await priceAtSpot(desk, page)
  await desk.chart.pointAt(spot.x, spot.y)
  await page.keyboard.press('Alt+a')
  await expect(desk.alertDialog.price()).toHaveValue(/[\d.,]+/)
  await desk.alertDialog.price().fill(String(level))
  await drag(desk, page)
  await expect
    .poll(async () => Number((await desk.alertDialog.price().inputValue()).replaceAll(',', '')))
    .toBeLessThan(level)
})
