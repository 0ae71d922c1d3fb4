/** Many alerts: found, sorted, selected, changed at once and put back, taken out as a file and in again. */
import { readFile } from 'node:fs/promises'
import { instrumentId } from '../../shared/model/ids.ts'
import type { ScriptClient } from '../support/bridge-over-socket.ts'
import { expect, test } from './support/fixtures.ts'

const bitcoin = instrumentId('simulated', 'BTCUSDT')
const ether = instrumentId('simulated', 'ETHUSDT')

/** Far above every price: nothing of these fires. */
async function makeRules(script: ScriptClient, count: number, instrument = bitcoin): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) {
    const rule = await script.call('alerts.save', {
      instrument,
      operator: 'crossing-up',
      level: 900_000 + n,
      frequency: { kind: 'once' },
      note: n === 1 ? 'look twice' : '',
    })
    ids.push(rule.id)
  }
  return ids
}

test('finds and sorts, and edits what Enter is pressed on', async ({ desk, page, script }) => {
  await makeRules(script, 3)
  await makeRules(script, 2, ether)
  const { alertManager: manager } = desk
  await manager.open()
  await expect(manager.rows()).toHaveCount(5)
  await manager.search('look btc')
  await expect(manager.rows()).toHaveCount(1)
  await manager.search('')
  await manager.filter('Instrument', /^ETHUSDT/)
  await expect(manager.rows()).toHaveCount(2)
  await manager.button('Clear the filters').click()
  await manager.sortBy('Alert')
  await expect(manager.rows().first()).toContainText('900,000')
  await manager.sortBy('Alert')
  await expect(manager.rows().first()).toContainText(/ETHUSDT.*900,001/)

  await manager.rows().first().click()
  await page.keyboard.press('Enter')
  await expect(desk.alertDialog.dialog()).toContainText('ETHUSDT')
  await page.keyboard.press('Escape')
  // Back where it was opened from.
  await expect(manager.rows()).toHaveCount(5)
})

test('selects as a list does, and changes the selected at once with one undo', async ({
  desk,
  page,
  script,
}) => {
  await makeRules(script, 6)
  const { alertManager: manager } = desk
  await manager.open()
  await manager.rows().nth(1).click()
  await manager
    .rows()
    .nth(3)
    .click({ modifiers: ['Shift'] })
  await expect(manager.selected()).toHaveCount(3)
  await page.keyboard.press('Shift+ArrowDown')
  await expect(manager.selected()).toHaveCount(4)
  await page.keyboard.press('Control+a')
  await expect(manager.selected()).toHaveCount(6)
  await page.keyboard.press('Home')
  await page.keyboard.press(' ')
  await expect(manager.selected()).toHaveCount(5)

  await manager.button('Pause').click()
  await expect(manager.row('paused')).toHaveCount(5)
  await manager.button('Arm').click()
  await expect(manager.row('paused')).toHaveCount(0)

  await manager.button('Snooze the selected alerts').click()
  await page.getByRole('menuitem', { name: 'Snooze for 1 hour' }).click()
  await expect(manager.row('snoozed')).toHaveCount(5)
  const views = await script.call('alerts.list', {})
  const ahead = views.flatMap(({ schedule }) => (schedule.snoozeUntil === null ? [] : [schedule.snoozeUntil]))
  expect(ahead).toHaveLength(5)
  for (const until of ahead) expect(Math.abs(until - Date.now() - 3_600_000)).toBeLessThan(60_000)

  await manager.button('Delete').click()
  await expect(manager.rows()).toHaveCount(1)
  await desk.toasts().getByRole('button', { name: 'Undo' }).click()
  await expect.poll(async () => (await script.call('alerts.list', {})).length).toBe(6)
  const restored = await script.call('alerts.list', {})
  expect(restored.filter(({ schedule }) => schedule.snoozeUntil !== null)).toHaveLength(5)
})

test('pauses everything, loudly, and goes on', async ({ desk, page, script }) => {
  await makeRules(script, 1)
  const { alertManager: manager } = desk
  await manager.open()
  await manager.pauseAll().click()
  await page.keyboard.press('Escape')
  await expect(desk.alertStates()).toContainText('all paused')
  await expect(page.getByRole('region', { name: 'Alerts' })).toContainText('All alerts are paused')
  expect((await script.call('alerts.status', {})).paused).toBe(true)
  expect((await script.call('alerts.list', {}))[0]?.state).toBe('armed')
  await page.getByRole('button', { name: 'Alerts paused' }).click()
  await expect(desk.alertStates()).not.toContainText('all paused')
  await expect.poll(async () => (await script.call('alerts.status', {})).paused).toBe(false)
})

test('takes alerts out as a file, and shows what a file would change before it does', async ({
  desk,
  page,
  script,
}) => {
  const [first, second] = await makeRules(script, 2)
  if (first === undefined || second === undefined) throw new Error('no rules')
  const { alertManager: manager } = desk
  await manager.open()
  const downloading = page.waitForEvent('download')
  await manager.button('Export all').click()
  const file = await (await downloading).path()
  const text = await readFile(file, 'utf8')
  expect(text).toContain('tickerdeck-alerts')

  await script.call('alerts.delete', { ids: [second] })
  await expect(manager.rows()).toHaveCount(1)
  await manager.button('Import …').click()
  const choosing = page.waitForEvent('filechooser')
  await manager.importDialog().getByRole('button', { name: 'Choose a file' }).click()
  await (await choosing).setFiles({ name: 'a.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  await expect(manager.importDialog().getByRole('listitem').filter({ hasText: 'unchanged' })).toHaveCount(1)
  await expect(manager.importDialog().getByRole('listitem').filter({ hasText: /^new/ })).toHaveCount(1)
  expect(await script.call('alerts.list', {})).toHaveLength(1)
  await manager.importDialog().getByRole('button', { name: 'Apply' }).click()
  await expect(manager.rows()).toHaveCount(2)
  await expect.poll(async () => (await script.call('alerts.list', {})).length).toBe(2)
})

test('takes nothing of a file in which one alert is wrong, and says which', async ({ desk, script }) => {
  await makeRules(script, 1)
  const { text } = await script.call('alerts.export', {})
  const broken = text.replace('"simulated:BTCUSDT"', '"nowhere"')
  const { alertManager: manager } = desk
  await manager.open()
  await manager.button('Import …').click()
  await manager.importDialog().getByRole('textbox').fill(broken)
  await expect(manager.importDialog().getByRole('alert')).toContainText(/invalid/)
  await expect(manager.importDialog()).toContainText(/instrument/)
  await expect(manager.importDialog().getByRole('button', { name: 'Apply' })).toBeDisabled()
})

test('asks why a rule did not fire', async ({ desk, page, script }) => {
  await makeRules(script, 1)
  const { alertManager: manager } = desk
  await manager.open()
  await manager.menu(manager.rows().first(), 'Why not?')
  const why = desk.dialog('Why did it not fire?')
  await expect(why.getByRole('status')).toContainText(/did not fire.*\w+ \w+/)
  await page.keyboard.press('Escape')
  await expect(manager.rows()).toHaveCount(1)
})
