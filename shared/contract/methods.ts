/** Every call of the bridge: its name, what it takes, what it answers, and whether it changes anything. */
import type { z } from 'zod'
import { alertMethods } from './alert-methods.ts'
import { firingMethods } from './firing-methods.ts'
import { hookMethods } from './hook-methods.ts'
import { marketMethods } from './market-methods.ts'
import type { Spec } from './spec.ts'
import { systemMethods } from './system-methods.ts'

export type { CatchUp, Preset } from './alert-methods.ts'
export type { OwnSound } from './firing-methods.ts'
export type { ProviderView, ProxyView, ReplayStatus, TestStep } from './market-methods.ts'
export type { Backup, Capability, Notice } from './system-methods.ts'

export const methods = {
  ...systemMethods,
  ...marketMethods,
  ...alertMethods,
  ...firingMethods,
  ...hookMethods,
} satisfies Record<string, Spec>

export type MethodName = keyof typeof methods
export type MethodInput<M extends MethodName> = z.input<(typeof methods)[M]['input']>
export type MethodOutput<M extends MethodName> = z.output<(typeof methods)[M]['output']>

export const methodNames = Object.keys(methods) as MethodName[]
