/**
 * A program that is killed again and again: an alert service and an outbox on a data folder, fed from a zigzag market whose time runs
 * faster than ours. Arguments: folder, sent-log, real ms at which the tape began, speed, minutes after which it ends. Prints
 * a line when it is fed, and another when the tape is over and all is sent.
 */
import { appendFileSync } from 'node:fs'
import { setImmediate } from 'node:timers'
import { createOutbox } from '../../electron/delivery/outbox.ts'
import { desktopAsTarget } from '../../electron/delivery/plan.ts'
import type { Clock } from '../../electron/lib/clock.ts'
import { silentLog } from '../../electron/lib/log.ts'
import { openStore } from '../../electron/store/store.ts'
import { defaultActions } from '../../shared/alerts/actions.ts'
import { instrumentId } from '../../shared/model/ids.ts'
import { createAlertRig, levelRule, peerTarget, tapeInstrument } from './alert-rig.ts'
import { killLevels, killMarket, minuteMs, zigzagTicks } from './zigzag.ts'

const [dataDir = '', sentLog = '', beganText = '', speedText = '', minutesText = ''] = process.argv.slice(2)
const began = Number(beganText)
const speed = Number(speedText)
const minutes = Number(minutesText)

const instrument = instrumentId('simulated', 'ZIGZAG')
const market = killMarket
const { startAt: tapeStartAt } = market
const endAt = tapeStartAt + minutes * minuteMs

const now = (): number => Math.min(endAt, tapeStartAt + (Date.now() - began) * speed)
const clock: Clock = {
  now,
  monotonicMs: () => performance.now() * speed,
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs / speed)
    return () => clearTimeout(timer)
  },
  every(periodMs, callback) {
    const timer = setInterval(callback, Math.max(1, periodMs / speed))
    return () => clearInterval(timer)
  },
  sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs / speed)),
}

const targets = [desktopAsTarget({ notifications: true }), peerTarget]
const actions = { ...defaultActions, targets: [peerTarget.id] }
const { store } = openStore({ dataDir, now: now() })
const all = zigzagTicks(market, tapeStartAt, endAt)
const rig = createAlertRig({
  store,
  clock,
  instruments: [tapeInstrument(instrument, 0.01)],
  tape: () => all,
  changes: { recorded: () => outbox.kick() },
})
const outbox = createOutbox({
  clock,
  log: silentLog,
  deliveries: store.deliveries,
  transaction: (work) => store.transaction(work),
  firings: store.firings,
  targets: {
    list: () => [...targets],
    get: (id) => targets.find((each) => each.id === id) ?? null,
    disable: () => {},
  },
  settings: () => ({ notifications: true, quietHours: null }),
  async send(_target, delivery) {
    appendFileSync(sentLog, `${delivery.id}\n`)
    return { outcome: 'taken', answer: 'taken' }
  },
  changed: () => {},
  summary: () => {},
  givenUp: () => {},
  notice: () => {},
  newId: () => crypto.randomUUID(),
})

rig.service.start()
if (rig.service.list().length === 0) {
  for (const level of killLevels)
    for (const operator of ['crossing-up', 'crossing-down'] as const)
      rig.service.save(levelRule(instrument, operator, [level], { actions }))
}
outbox.start()

/** The stream: whatever has been traded since the last turn; what was traded before the start is not in it. */
let fedTo = now()
const feed = (): void => {
  const to = now()
  for (const { at, price } of zigzagTicks(market, fedTo + 1, to))
    rig.service.onTick(instrument, { price, exchangeAt: at, receivedAt: at })
  fedTo = to
  if (to < endAt) {
    setTimeout(feed, 1)
    return
  }
  // The market is over: nothing more comes, and what was missed is still made up for.
  rig.service.onResumed([instrument])
  setTimeout(() => void finish(), 1500)
}
const finish = async (): Promise<void> => {
  rig.service.stop()
  await outbox.stop()
  store.close()
  process.stdout.write('{"event":"done"}\n')
}
setImmediate(() => {
  process.stdout.write('{"event":"ready"}\n')
  feed()
})
