import { useEffect, useRef } from "react";

/** Show a formula as MathML; the part that draws it is loaded with the first one. */
export function Formula({ tex, isBlock = false }: { tex: string; isBlock?: boolean }) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let isCurrent = true;
    void import("temml").then(({ default: temml }) => {
      if (isCurrent && element.current)
        temml.render(tex, element.current, { displayMode: isBlock, throwOnError: false, annotate: true });
    });
    return () => {
      isCurrent = false;
    };
  }, [tex, isBlock]);
  return <span ref={element} style={isBlock ? { display: "block", overflowX: "auto" } : {}} />;
}
