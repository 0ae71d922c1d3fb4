/** What the three lanes share: a heading, a drawing that fills what is left, figures, and lines of detail. */
import type { ReactNode, RefObject } from 'react'
import { Dot, type Tone } from '../../ui/tag.tsx'
import styles from './connections.module.css'
import type { Size } from './lane-drawing.ts'

type Props = {
  readonly name: string
  /** How this channel works, in three words. */
  readonly nature: string
  readonly tone: Tone
  /** The tone in words, for who cannot see it. */
  readonly state: string
  /** What the drawing shows, in words. */
  readonly drawn: string
  /** The box of the drawing, from `useSize`; it is drawn once its size is known. */
  readonly box: readonly [RefObject<HTMLDivElement | null>, Size]
  readonly drawing: ReactNode
  readonly figures: ReactNode
  readonly children: ReactNode
}

export function Lane({ name, nature, tone, state, drawn, box, drawing, figures, children }: Props) {
  const [host, size] = box
  return (
    <section className={styles['lane']} aria-label={name}>
      <h3 className={styles['heading']}>
        <Dot tone={tone} />
        {name} <span>{nature}</span>
        <span className="visually-hidden">: {state}</span>
      </h3>
      <div ref={host} className={styles['drawing']}>
        <svg width={size.width} height={size.height} role="img" aria-label={drawn}>
          {size.width > 0 && drawing}
        </svg>
      </div>
      <dl className={styles['figures']}>{figures}</dl>
      <ul className={styles['details']}>{children}</ul>
    </section>
  )
}

export function Figure({
  value,
  name,
  title,
}: {
  readonly value: ReactNode
  readonly name: string
  readonly title?: string
}) {
  return (
    <div title={title}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
