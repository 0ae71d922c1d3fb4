/** What is said on one socket and what the venue answers to it: the login first, then subscriptions. */
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import type { Provider, StreamFrame, StreamMessage } from '../providers/provider.ts'
import { ackDeadlineMs } from './feed-machine.ts'
import { createOutbox } from './outbox.ts'
import { createRequests } from './requests.ts'
import type { Subscriptions } from './subscriptions.ts'

export const neverConfirmed = 'never confirmed by the venue'

export type DialogueDeps = {
  readonly provider: Provider
  /** Messages that log in; null where the venue wants none. */
  readonly login: readonly string[] | null
  readonly clock: Clock
  readonly log: Log
  readonly subscriptions: Subscriptions
  /** Takes keys out of what the venue wrote. */
  hide(text: string): string
  send(text: string): void
  /** A login, or a subscription to these topics, has left. */
  sent(topics: readonly string[]): void
  /** Some topic is refused now that was not. */
  refused(): void
}

export type Dialogue = {
  /** The socket is open. */
  begin(): void
  /** The socket is gone. */
  end(): void
  /** Whether anything but the login may be said. */
  isOpen(): boolean
  /** Says what is new; the rest follows within the limits. */
  pump(): void
  /** As in the outbox. */
  takePlace(): boolean
  countPong(): void
  /** Something came, if only a pong. */
  alive(): void
  /** What the frame answers. */
  settle(frame: StreamFrame): void
  /** Refuses what the venue has left unanswered for too long, so that it is named and not waited for. */
  checkOverdue(): void
  /** What is waited for, in words. */
  missing(): string
}

export function createDialogue(deps: DialogueDeps): Dialogue {
  const { provider, clock, log, subscriptions } = deps
  const { stream } = provider
  const requests = createRequests()
  let begun = false
  let loggedIn = false
  let loginSent = false
  let isAlive = false
  let requestId = 0

  const isOpen = (): boolean => begun && loggedIn

  const more = (): readonly StreamMessage[] => {
    if (!isOpen()) return []
    const change = subscriptions.next(stream.topicsPerMessage)
    if (change === null) return []
    const messages = stream.messages(change.add, change.remove, requestId + 1)
    requestId += messages.length
    return messages
  }

  const outbox = createOutbox({
    clock,
    rules: provider.limits.messages,
    messageRules: provider.limits.requests ?? [],
    more,
    send(message) {
      const nowMs = clock.monotonicMs()
      deps.send(message.text)
      requests.sent(message, nowMs)
      subscriptions.sent(message.topics, nowMs)
      if (!stream.acknowledges && isAlive) subscriptions.confirmSent()
      if (message.topics.length > 0 || !loggedIn) deps.sent(message.topics)
    },
  })

  const refuse = (topic: string, reason: string, presumed: boolean): boolean => {
    const shown = deps.hide(reason)
    log.warn({ provider: provider.id, topic, reason: shown }, 'the venue refused a topic')
    return subscriptions.refuse(topic, shown, presumed)
  }

  const settleByName = ({ acks, refusals }: StreamFrame): boolean => {
    for (const topic of acks) {
      requests.named(topic)
      subscriptions.confirm(topic)
    }
    let any = false
    for (const { topic, reason } of refusals) {
      requests.named(topic)
      if (refuse(topic, reason, false)) any = true
    }
    return any
  }

  /** Answers whether a topic is refused by it. */
  const settleMessage = ({ requestId: id, refused }: NonNullable<StreamFrame['answered']>): boolean => {
    if (!stream.acknowledges) requests.forgetBefore(clock.monotonicMs() - ackDeadlineMs)
    const topics = requests.answered(id)
    if (topics === null || refused === null) {
      for (const topic of topics ?? []) subscriptions.confirm(topic)
      if (refused !== null)
        log.warn({ provider: provider.id, reason: deps.hide(refused) }, 'the venue refused a message')
      return false
    }
    const [only] = topics
    if (topics.length === 1 && only !== undefined) return refuse(only, refused, id === null)
    log.info({ provider: provider.id, topics: topics.length, reason: deps.hide(refused) }, 'asked in halves')
    subscriptions.split(topics)
    return false
  }

  const settleLogin = (login: StreamFrame['login']): void => {
    if (login === 'accepted') loggedIn = true
    if (login !== 'asked' || loginSent || deps.login === null) return
    loginSent = true
    for (const text of deps.login) outbox.push({ text, requestId: null, topics: [] })
  }

  return {
    begin() {
      begun = true
      loggedIn = deps.login === null
      outbox.pump()
    },
    end() {
      begun = false
      loggedIn = false
      loginSent = false
      isAlive = false
      requestId = 0
      requests.clear()
      outbox.clear()
    },
    isOpen,
    pump: outbox.pump,
    takePlace: outbox.takePlace,
    countPong: outbox.countPong,
    alive() {
      if (isAlive) return
      isAlive = true
      if (!stream.acknowledges) subscriptions.confirmSent()
    },
    settle(frame) {
      const { answered, login } = frame
      if (login !== null) settleLogin(login)
      let refusedAny = settleByName(frame)
      if (answered !== null && settleMessage(answered)) refusedAny = true
      outbox.pump()
      if (refusedAny) deps.refused()
    },
    checkOverdue() {
      if (!isOpen()) return
      const overdue = subscriptions.refuseOverdue(clock.monotonicMs() - ackDeadlineMs, neverConfirmed)
      if (overdue.length === 0) return
      log.warn({ provider: provider.id, topics: overdue.slice(0, 20) }, neverConfirmed)
      deps.refused()
    },
    missing() {
      const what = loggedIn ? 'confirmed data' : loginSent ? 'answer to the login' : 'request for the login'
      return `no ${what} within ${ackDeadlineMs / 1000} s`
    },
  }
}
