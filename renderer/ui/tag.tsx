/** Small labels and dots: a word about a thing, in the colour of what it means. */
import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import styles from './tag.module.css'

export type Tone = 'plain' | 'ok' | 'warn' | 'accent' | 'bad' | 'off'

export function Tag({
  tone = 'plain',
  title,
  children,
}: {
  readonly tone?: Tone
  readonly title?: string
  readonly children: ReactNode
}) {
  return (
    <span className={clsx(styles['tag'], styles[tone])} title={title}>
      {children}
    </span>
  )
}

/** The sign that a number was made by the simulator, or comes from a recording. */
export function SimulatedTag() {
  return (
    <Tag tone="warn" title="These prices are simulated or recorded: no real market's present price">
      Simulated
    </Tag>
  )
}

/** A dot never stands alone: the words beside it say the same. */
export function Dot({ tone }: { readonly tone: Tone }) {
  return <span aria-hidden="true" className={clsx(styles['dot'], styles[`dot-${tone}`])} />
}

export function Kbd({ children }: { readonly children: ReactNode }) {
  return <kbd className={styles['kbd']}>{children}</kbd>
}
