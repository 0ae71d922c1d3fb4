/** What fired: searched, acknowledged, proved with its evidence, heard until somebody answers, taken out as a file. */
import { readFile } from 'node:fs/promises'
import { defaultActions } from '../../shared/alerts/actions.ts'
import { fromSimple } from '../../shared/alerts/simple.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import type { ScriptClient } from '../support/bridge-over-socket.ts'
import { expect, test } from './support/fixtures.ts'

const bitcoin = instrumentId('simulated', 'BTCUSDT')

/** Whatever the price does, it is above 1: fires on the first tick. */
function draft(name: string) {
  const simple = fromSimple({
    instrument: bitcoin,
    operator: 'greater-than',
    level: 1,
    frequency: { kind: 'once' },
    note: `note of ${name}`,
    expiresAt: null,
  })
  return { ...simple, name }
}

async function fire(script: ScriptClient, ...names: string[]): Promise<void> {
  for (const name of names) await script.call('alerts.save', draft(name))
  await expect
    .poll(async () => (await script.call('firings.list', {})).length, { timeout: 20_000 })
    .toBeGreaterThanOrEqual(names.length)
}

test('is searched by the core, and filtered', async ({ desk, script }) => {
  await fire(script, 'Entry long', 'Entry short', 'Stop')
  const { alertLog: log } = desk
  await log.open()
  await expect(log.lines()).toHaveCount(3)
  await log.search('entry')
  await expect(log.lines()).toHaveCount(2)
  await log.search('note of stop')
  await expect(log.lines()).toHaveCount(1)
  await log.search('nothing like it')
  await expect(log.dialog()).toContainText('No firing is like that')
  await log.button('Show all').click()
  await log.filter('Which firings', 'Late')
  await expect(log.lines()).toHaveCount(0)
  await log.filter('Which firings', 'Not acknowledged')
  await expect(log.lines()).toHaveCount(3)
  await log.filter('Alert', 'Stop')
  await expect(log.lines()).toHaveCount(1)
})

test('is acknowledged one by one and all at once', async ({ desk, script }) => {
  await fire(script, 'one', 'two', 'three')
  const { alertLog: log } = desk
  await log.open()
  await log.button(/^Acknowledge: two/).click()
  await expect(log.lines().filter({ hasText: 'seen' })).toHaveCount(1)
  await log.button(/^Acknowledge these 2/).click()
  await expect(log.lines().filter({ hasText: 'seen' })).toHaveCount(3)
  await expect.poll(async () => (await script.call('firings.list', { unseen: true })).length).toBe(0)
})

test('shows the evidence: conditions with their values, latency to the screen, who was told', async ({
  desk,
  page,
  script,
}) => {
  await fire(script, 'Proof')
  await expect(desk.toasts().filter({ hasText: 'Proof' })).toBeVisible()
  const { alertLog: log } = desk
  await log.open()
  await log
    .lines()
    .first()
    .getByRole('button', { name: /^Proof/ })
    .click()
  const evidence = log.evidence()
  await expect(evidence).toContainText('It fired because BTCUSDT last is greater than 1')
  await expect(evidence.getByRole('listitem')).toContainText(/[\d,.]+ at \d\d:\d\d:\d\d\.\d{3}/)
  // The window told the core when it was on the screen.
  await expect(evidence.getByRole('row').filter({ hasText: 'Message in the window' })).toContainText('shown')
  await expect(evidence).toContainText(/To the screen\s*\d+ ms|To the screen\s*[\d.]+ s/)
  await page.keyboard.press('Escape')
  await expect(log.lines()).toHaveCount(1)
})

test('is taken out as CSV and JSON', async ({ desk, page, script }) => {
  await fire(script, 'Kept')
  const { alertLog: log } = desk
  await log.open()
  for (const [item, pattern] of [
    ['As CSV', /Kept/],
    ['As JSON', /"Kept"/],
  ] as const) {
    const downloading = page.waitForEvent('download')
    await log.button(/^Export/).click()
    await page.getByRole('menuitem', { name: item }).click()
    expect(await readFile(await (await downloading).path(), 'utf8')).toMatch(pattern)
  }
})

test('rings until it is acknowledged, and can be silenced', async ({ desk, page, script }) => {
  // A click lets the browser play.
  await desk.watchlist.row('BTCUSDT').click()
  const actions = {
    ...defaultActions,
    sound: { name: 'knock', volume: 0.1, untilAcknowledged: true },
  } as const
  await script.call('alerts.save', { ...draft('First'), actions })
  await expect(desk.ringing()).toContainText('First', { timeout: 20_000 })
  await expect(desk.alertStates()).toContainText('ringing')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(desk.ringing()).toBeHidden()
  await expect.poll(async () => (await script.call('firings.list', { unseen: true })).length).toBe(0)

  await script.call('alerts.save', { ...draft('Second'), actions })
  await expect(desk.ringing()).toContainText('Second', { timeout: 20_000 })
  await page.keyboard.press('Alt+s')
  await expect(desk.ringing()).toBeHidden()
  // Silent, and still waiting to be seen.
  const [unseen] = await script.call('firings.list', { unseen: true })
  expect(unseen?.ruleName).toBe('Second')
  // Windows tell what they did a moment later, several at a time.
  await expect
    .poll(async () => {
      const { reports } = await script.call('firings.get', { id: unseen?.id ?? '' })
      return reports.find(({ channel }) => channel === 'sound')?.outcome ?? ''
    })
    .toMatch(/^(?:played|refused)/)
})
