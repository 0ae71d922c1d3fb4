/** The life of one socket as a pure state machine: an event in, the next state and what to do about it out. */
import type { RetryAdvice } from '../../shared/errors.ts'
import type { FeedState } from '../../shared/model/feed-status.ts'
import { backoffMs } from './backoff.ts'

export const connectDeadlineMs = 10_000
/** From the last subscribe message to acknowledgement and data. */
export const ackDeadlineMs = 10_000
/** How long a stream must stay live before its failures are forgotten. */
export const stableAfterMs = 30_000
/** How long a stale stream may come back by itself before its socket is replaced. */
export const staleGraceMs = 3_000
/** How long a socket is kept open after its last subscription, so that switching lists is not a reconnect. */
export const lingerMs = 5_000

/** What is wanted of the socket: nothing, some topics, or only topics that the venue has refused. */
export type Demand = 'none' | 'topics' | 'refused'

export type FeedMachine = {
  readonly phase: FeedState
  readonly demand: Demand
  /** Connects since the stream was last live for 30 s. */
  readonly attempt: number
  /** When the phase's own timer is due, monotonic ms; null for no timer. */
  readonly dueMs: number | null
  readonly reason: string | null
  /** It was live before and is not now: what happens meanwhile will be missing. */
  readonly lost: boolean
  /** The venue refused the whole stream: only an explicit reconnect asks again. */
  readonly blocked: boolean
}

export type FeedEvent =
  | { readonly kind: 'demand'; readonly demand: Demand; readonly reason: string | null }
  | { readonly kind: 'opened' }
  /** Subscribe messages went out. */
  | { readonly kind: 'sent' }
  /** Acknowledged and data flowing. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'quiet'; readonly reason: string }
  /** What was quiet spoke again on the same socket. */
  | { readonly kind: 'alive' }
  | { readonly kind: 'failed'; readonly reason: string; readonly retry: RetryAdvice }
  /**
   * The phase's timer. `enough`: some topic is acknowledged and the line is alive, if not all of them are. `missing`: what is waited
   * for, in words.
   */
  | { readonly kind: 'due'; readonly enough: boolean; readonly missing?: string }
  /** It takes the place of a socket that was lost. */
  | { readonly kind: 'inherit-loss' }
  | { readonly kind: 'reconnect' }
  | { readonly kind: 'presume-dead'; readonly reason: string }
  | { readonly kind: 'stop' }

export type FeedCommand = 'connect' | 'disconnect' | 'subscribe' | 'down' | 'resumed'

/** What a step may know of the world. `connectWaitMs`: how long the venue's connect limit makes us wait. */
export type FeedContext = { readonly nowMs: number; readonly random: number; readonly connectWaitMs: number }

export type FeedStep = { readonly state: FeedMachine; readonly commands: readonly FeedCommand[] }

export const initialFeed: FeedMachine = {
  phase: 'idle',
  demand: 'none',
  attempt: 0,
  dueMs: null,
  reason: null,
  lost: false,
  blocked: false,
}

const hasSocket = (phase: FeedState): boolean =>
  phase === 'connecting' || phase === 'subscribing' || phase === 'live' || phase === 'stale'

const stay = (state: FeedMachine): FeedStep => ({ state, commands: [] })

/** Connects now, or waits until the back-off and the venue's connect limit both allow it. */
function connectAfter(
  state: FeedMachine,
  context: FeedContext,
  waitMs: number,
  reason: string | null,
): FeedStep {
  const totalMs = Math.max(waitMs, context.connectWaitMs)
  if (totalMs > 0) {
    return stay({ ...state, phase: 'waiting', dueMs: context.nowMs + totalMs, reason })
  }
  const dueMs = context.nowMs + connectDeadlineMs
  return {
    state: { ...state, phase: 'connecting', attempt: state.attempt + 1, dueMs, reason },
    commands: ['connect'],
  }
}

/** Ends the socket, if there is one; a stream that was live counts as lost from here. */
function leave(state: FeedMachine, next: FeedStep): FeedStep {
  const commands: FeedCommand[] = []
  if (hasSocket(state.phase)) commands.push('disconnect')
  if (state.phase === 'live') commands.push('down')
  return { state: next.state, commands: [...commands, ...next.commands] }
}

const losing = (state: FeedMachine): FeedMachine =>
  state.phase === 'live' ? { ...state, lost: true } : state

function toIdle(state: FeedMachine): FeedStep {
  const commands: FeedCommand[] = hasSocket(state.phase) ? ['disconnect'] : []
  return {
    state: { ...state, phase: 'idle', attempt: 0, dueMs: null, reason: null },
    commands,
  }
}

function toRefused(state: FeedMachine, reason: string, blocked: boolean): FeedStep {
  return leave(state, stay({ ...losing(state), phase: 'refused', dueMs: null, reason, blocked }))
}

function toLive(state: FeedMachine, context: FeedContext): FeedStep {
  const dueMs = context.nowMs + (state.demand === 'none' ? lingerMs : stableAfterMs)
  return {
    state: { ...state, phase: 'live', dueMs, reason: null, lost: false },
    commands: state.lost ? ['resumed'] : [],
  }
}

function fail(state: FeedMachine, context: FeedContext, reason: string, retry: RetryAdvice): FeedStep {
  if (!hasSocket(state.phase)) return stay(state)
  if (retry === 'no') return toRefused(state, reason, true)
  if (state.demand !== 'topics') return toIdle(state)
  const askedMs = typeof retry === 'object' ? retry.afterMs : 0
  const waitMs = Math.max(askedMs, backoffMs(state.attempt, context.random))
  return leave(state, connectAfter(losing(state), context, waitMs, reason))
}

function onDemand(state: FeedMachine, context: FeedContext, demand: Demand, reason: string | null): FeedStep {
  const next = { ...state, demand }
  if (demand === 'topics') {
    if (state.phase === 'idle' || (state.phase === 'refused' && !state.blocked)) {
      return connectAfter(next, context, backoffMs(state.attempt, context.random), null)
    }
    // Wanted again while lingering.
    if (state.phase === 'live' && state.demand !== 'topics') {
      return stay({ ...next, dueMs: context.nowMs + stableAfterMs })
    }
    return stay(next)
  }
  if (demand === 'refused') {
    if (state.blocked) return stay(next)
    return toRefused(next, reason ?? 'the venue refused every topic', false)
  }
  if (state.phase === 'live') return stay({ ...next, dueMs: context.nowMs + lingerMs })
  return state.blocked || state.phase === 'idle' ? stay(next) : toIdle(next)
}

function onDue(
  state: FeedMachine,
  context: FeedContext,
  { enough, missing }: Extract<FeedEvent, { kind: 'due' }>,
): FeedStep {
  switch (state.phase) {
    case 'connecting':
      return fail(state, context, `no connection within ${connectDeadlineMs / 1000} s`, 'later')
    case 'subscribing':
      if (enough) return toLive(state, context)
      return fail(state, context, missing ?? `no confirmed data within ${ackDeadlineMs / 1000} s`, 'later')
    case 'live':
      if (state.demand === 'none') return toIdle(state)
      return stay({ ...state, attempt: 0, dueMs: null })
    case 'stale':
      return fail(state, context, state.reason ?? 'silent for too long', 'later')
    case 'waiting':
      return connectAfter(state, context, 0, state.reason)
    case 'idle':
    case 'refused':
    case 'stopped':
      return stay(state)
  }
}

/** Connects without a wait (but the venue's limit), whatever the attempt count says. */
function restart(state: FeedMachine, context: FeedContext, reason: string): FeedStep {
  return leave(state, connectAfter(losing(state), context, 0, reason))
}

/** The whole of the decision. Events that make no sense in a phase change nothing: they are late news of an old socket. */
export function stepFeed(state: FeedMachine, event: FeedEvent, context: FeedContext): FeedStep {
  if (state.phase === 'stopped') return stay(state)
  const { phase } = state
  switch (event.kind) {
    case 'demand':
      return onDemand(state, context, event.demand, event.reason)
    case 'opened':
      if (phase !== 'connecting') return stay(state)
      return {
        state: { ...state, phase: 'subscribing', dueMs: context.nowMs + ackDeadlineMs },
        commands: ['subscribe'],
      }
    case 'sent':
      return phase === 'subscribing' ? stay({ ...state, dueMs: context.nowMs + ackDeadlineMs }) : stay(state)
    case 'ready':
      return phase === 'subscribing' ? toLive(state, context) : stay(state)
    case 'quiet':
      if (phase !== 'live' || state.demand !== 'topics') return stay(state)
      return {
        state: {
          ...state,
          phase: 'stale',
          dueMs: context.nowMs + staleGraceMs,
          reason: event.reason,
          lost: true,
        },
        commands: ['down'],
      }
    case 'alive':
      return phase === 'stale' ? toLive(state, context) : stay(state)
    case 'failed':
      return fail(state, context, event.reason, event.retry)
    case 'due':
      return onDue(state, context, event)
    case 'inherit-loss':
      return phase === 'live' ? stay(state) : stay({ ...state, lost: true })
    case 'reconnect':
      if (
        phase === 'waiting' ||
        phase === 'live' ||
        phase === 'stale' ||
        (phase === 'refused' && state.blocked)
      ) {
        const unblocked = { ...state, blocked: false }
        return state.demand === 'topics'
          ? restart(unblocked, context, 'asked to reconnect')
          : toIdle(unblocked)
      }
      return stay(state)
    case 'presume-dead':
      if (!hasSocket(phase) && phase !== 'waiting') return stay(state)
      return state.demand === 'topics' ? restart(state, context, event.reason) : toIdle(state)
    case 'stop':
      return leave(state, stay({ ...losing(state), phase: 'stopped', dueMs: null, reason: null }))
  }
}
