/** The alert editor: a sentence that is filled in beside the chart, read back, tried on the past, and kept. */
import { AxeBuilder } from '@axe-core/playwright'
import { instrumentId } from '../../shared/model/ids.ts'
import type { Desk } from './pages/desk.ts'
import { expect, test } from './support/fixtures.ts'

const bitcoin = instrumentId('simulated', 'BTCUSDT')
const ether = instrumentId('simulated', 'ETHUSDT')

/** On the row, so that the price is the last one of it. */
async function begin(desk: Desk): Promise<void> {
  await desk.watchlist.row('BTCUSDT').click()
  await desk.page.keyboard.press('a')
  await expect(desk.alertDialog.price()).toBeFocused()
}

test('is a sentence that is filled in, read back and kept', async ({ desk, page, script }) => {
  await begin(desk)
  const { alertDialog: editor } = desk
  await editor.fill({ condition: 'Crossing Up', price: '990000.5', howOften: 'Every Time', note: 'sell' })
  await expect(editor.sentence()).toHaveText(
    'BTCUSDT last crosses up 990,000.50, every time, at most once in 5 min',
  )
  await expect(editor.dialog()).toContainText(/% above the price now/)
  await expect(editor.rehearsal()).toContainText('In the last 7 days')
  await editor.price().press('Enter')
  await expect(editor.dialog()).toBeHidden()
  await expect(desk.rules()).toHaveCount(1)
  const [rule] = await script.call('alerts.list', {})
  expect(rule).toMatchObject({
    note: 'sell',
    scope: { kind: 'instruments', instruments: [bitcoin] },
    conditions: [{ source: { kind: 'last' }, operator: 'crossing-up', operands: [990_000.5] }],
    frequency: { kind: 'every-time', coolDownMs: 300_000 },
  })
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('says what is wrong at its field, and offers the price that was meant', async ({ desk, page }) => {
  await begin(desk)
  const { alertDialog: editor } = desk
  await editor.price().fill('')
  await expect(editor.errors()).toHaveCount(0)
  await editor.save()
  await expect(editor.errors()).toHaveText('Enter a price.')
  await expect(editor.price()).toBeFocused()
  await editor.price().fill('60000.123')
  await expect(editor.errors()).toContainText('steps of 0.01')
  await editor.button('Use 60,000.12').click()
  await expect(editor.price()).toHaveValue('60000.12')
  await editor.price().press('ArrowUp')
  await editor.price().press('Shift+ArrowUp')
  await expect(editor.price()).toHaveValue('60000.23')
  await editor.openRow('Message')
  await editor.dialog().getByRole('checkbox', { name: 'a message of my own' }).check()
  await editor.field('Message').fill('{{ticker}} at {{pric}}')
  await expect(editor.errors()).toContainText(/Character 15: .*did you mean \{\{price\}\}\?/)
  await editor.field('Message').fill('{{ticker}} at {{close}}')
  await expect(editor.dialog().getByRole('status', { name: /Message/ })).toHaveText(/^BTCUSDT at [\d.]+$/)
  await page.keyboard.press('Escape')
  await expect(editor.dialog()).toBeHidden()
})

test('keeps what was being written, and gives the focus back', async ({ desk, page }) => {
  await begin(desk)
  const { alertDialog: editor } = desk
  await editor.fill({ condition: 'Less Than', price: '1234.5' })
  await page.keyboard.press('Escape')
  await expect(editor.dialog()).toBeHidden()
  await expect(desk.watchlist.row('BTCUSDT')).toBeFocused()
  await page.keyboard.press('a')
  await expect(editor.price()).not.toHaveValue('1234.50')
  await editor.button('Continue the draft').click()
  await expect(editor.sentence()).toHaveText('BTCUSDT last is less than 1,234.50, once')
  await editor.save()
  await expect(desk.rules()).toHaveCount(1)
  await page.keyboard.press('a')
  await expect(editor.button('Continue the draft')).toHaveCount(0)
})

test('finds another instrument by typing, and shows its chart', async ({ desk, page }) => {
  await begin(desk)
  const { alertDialog: editor } = desk
  await editor.instrument().click()
  // Quick hands: Enter comes before the answer.
  await page.keyboard.type('ethusdt')
  await page.keyboard.press('Enter')
  await expect(editor.instrument()).toHaveValue('ETHUSDT')
  await expect(editor.dialog()).toBeVisible()
  await expect(desk.chart.panel()).toContainText('ETHUSDT')
})

test('has rules to start from, and keeps one’s own', async ({ desk, page, script }) => {
  await begin(desk)
  const { alertDialog: editor } = desk
  await editor.preset('RSI overbought or oversold')
  await expect(editor.sentence()).toHaveText(
    'BTCUSDT RSI 14 on 1h crosses up 70 or BTCUSDT RSI 14 on 1h crosses down 30, once per 1h bar close',
  )
  await editor.preset('Keep this rule as a preset …')
  await editor.field('Name of the preset').fill('My RSI')
  await page.keyboard.press('Enter')
  await expect
    .poll(async () => (await script.call('alerts.presets.list', {})).map(({ name }) => name))
    .toEqual(['My RSI'])
  await editor.openRow('Repeats')
  await editor.openRow('Conditions')
  await editor.button('Remove condition 2').click()
  await expect(editor.sentence()).toHaveText('BTCUSDT RSI 14 on 1h crosses up 70, once per 1h bar close')
  await editor.preset('My RSI')
  await editor.save()
  await expect(desk.rules()).toHaveCount(1)
  const [rule] = await script.call('alerts.list', {})
  expect(rule).toMatchObject({
    combine: 'any',
    conditions: [{ operands: [70] }, { operands: [30] }],
    frequency: { kind: 'once-per-bar-close', interval: '1h' },
  })
})

test('writes the whole language, and is the same rule when it is opened again', async ({
  desk,
  page,
  script,
}) => {
  await begin(desk)
  const { alertDialog: editor } = desk
  const tick = (name: string | RegExp) => editor.dialog().getByRole('checkbox', { name }).check()
  await editor.fill({ condition: 'Exiting Channel', howOften: 'Once Per Bar' })
  await editor.field('Lower bound').fill('1')
  await editor.field('Upper bound').fill('990000')
  await editor.openRow('Conditions')
  await editor.button('Add a condition').click()
  await editor.choose('Source of condition 2', 'EMA')
  await editor.button('Compare Value of condition 2 with another source').click()
  await editor.choose('Compared with of condition 2', 'SMA')
  await editor.openRow('Repeats')
  await tick('only after going back by')
  await editor.openRow('Schedule')
  await tick('on certain days and hours only')
  await editor.openRow('Actions')
  await tick('a sound')
  await editor.choose('Sound', 'Siren')
  await tick('until acknowledged')
  await tick(/quiet hours/)
  const sentence = await editor.sentence().textContent()
  expect(sentence).toContain('and BTCUSDT EMA 20 on 15m crosses SMA 20 on 15m, once per 15m bar')
  await page.keyboard.press('Control+Enter')
  await expect(desk.rules()).toHaveCount(1)
  const [rule] = await script.call('alerts.list', {})
  expect(rule?.actions).toMatchObject({ sound: { name: 'siren', untilAcknowledged: true }, urgent: true })
  expect(rule?.rearm).toEqual({ unit: 'percent', amount: 0.3 })

  await desk.rules().first().getByRole('button', { name: /^Edit/ }).click()
  await expect(editor.sentence()).toHaveText(sentence ?? '')
  await editor.save()
  await expect(editor.dialog()).toBeHidden()
  const [again] = await script.call('alerts.list', {})
  expect(again).toMatchObject({ id: rule?.id, conditions: rule?.conditions, actions: rule?.actions })
  expect(again?.version).toBeGreaterThan(rule?.version ?? 0)
})

test('stands beside a chart on which its level can be dragged', async ({ desk, page }) => {
  await page.setViewportSize({ width: 1600, height: 900 })
  await desk.watchlist.row('BTCUSDT').click()
  await desk.chart.interval('15m').click()
  await expect(desk.chart.panel().getByText('Loading candles')).toBeHidden()
  await desk.chart.pointAt(0.3, 0.3)
  await page.keyboard.press('Alt+a')
  const { alertDialog: editor } = desk
  await expect(editor.price()).toBeFocused()
  const before = Number(await editor.price().inputValue())
  // The chart may have made room and taken another scale: the line is where the hand finds it.
  const dragged = async (): Promise<number> => {
    const box = await desk.chart.canvas().boundingBox()
    if (box === null) throw new Error('the chart has no place on the page')
    const x = box.x + box.width * 0.3
    for (let share = 0.1; share < 0.8; share += 0.01) {
      const y = box.y + box.height * share
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x, y + 60, { steps: 4 })
      await page.mouse.up()
      const now = Number(await editor.price().inputValue())
      if (now !== before) return now
    }
    return before
  }
  await expect.poll(dragged).toBeLessThan(before)
  await expect(editor.dialog()).toBeVisible()
})

test('fits a small window, and every control has a name', async ({ desk, page }) => {
  await begin(desk)
  const { alertDialog: editor } = desk
  for (const row of [
    'Conditions',
    'Armed on',
    'Repeats',
    'Confirmed',
    'Schedule',
    'Message',
    'Actions',
  ] as const)
    await editor.openRow(row)
  await editor.button('Add a condition').click()
  for (const name of ['on certain days and hours only', 'a message of my own', 'a sound', 'expires'])
    await editor.dialog().getByRole('checkbox', { name, exact: true }).check()
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    const { violations } = await new AxeBuilder({ page }).include('[role="dialog"]').analyze()
    expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ target }) => target).join()}`)).toEqual([])
  }
  await page.setViewportSize({ width: 800, height: 600 })
  await expect(editor.button('Save')).toBeInViewport()
  await editor.dialog().getByRole('textbox', { name: 'Price of condition 2' }).scrollIntoViewIfNeeded()
  await expect(editor.dialog().getByRole('textbox', { name: 'Price of condition 2' })).toBeInViewport()
})

test('is armed on several instruments at once', async ({ desk, page, script }) => {
  await begin(desk)
  const { alertDialog: editor } = desk
  await editor.fill({ price: '990000' })
  await editor.openRow('Armed on')
  await editor.choose('Armed on', 'several instruments')
  await editor.dialog().getByRole('combobox', { name: 'Add an instrument' }).click()
  await page.keyboard.type('ethusdt')
  await page.keyboard.press('Enter')
  await expect(editor.sentence()).toHaveText(/each of BTCUSDT, ETHUSDT/)
  await editor.save()
  await expect(desk.rules()).toHaveCount(1)
  const [rule] = await script.call('alerts.list', {})
  expect(rule?.scope).toEqual({ kind: 'instruments', instruments: [bitcoin, ether] })
})
