/** A panel: a surface with a header line and whatever it holds. */
import type { ReactNode } from 'react'
import styles from './panel.module.css'

type Props = {
  /** The region's name for assistive technology. */
  readonly label: string
  /** Left part of the header; none draws no header. */
  readonly title?: ReactNode
  /** Right part of the header. */
  readonly tools?: ReactNode
  readonly children: ReactNode
}

export function Panel({ label, title, tools, children }: Props) {
  return (
    <section className={styles['panel']} aria-label={label}>
      {title !== undefined && (
        <header className={styles['header']}>
          {title}
          <span className={styles['space']} />
          {tools}
        </header>
      )}
      {children}
    </section>
  )
}

/** What a list shows while it has nothing: why, and what to do next. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className={styles['empty']}>
      <strong>{title}</strong>
      {children}
    </div>
  )
}
