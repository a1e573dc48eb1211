/** The heading of a screen. It takes the focus when the screen appears, so that screen readers read on from there. */

import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export function Heading(props: { readonly children: ComponentChildren; readonly quiet?: boolean }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  // Before anything is painted: a key that is pressed at once must find the focus where it will be.
  useLayoutEffect(() => {
    // `quiet`: something else on the screen takes the focus.
    if (props.quiet !== true) heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {props.children}
    </h1>
  );
}
