/** Small drawings are made when they are first seen: a thousand at once would keep the page from answering. */

const drawings = new Map<Element, () => void>();
const observer = new IntersectionObserver(
  (seen) => {
    for (const { isIntersecting, target } of seen) if (isIntersecting) draw(target);
  },
  { rootMargin: '300px' },
);

export function whenSeen(target: Element, make: () => void): void {
  drawings.set(target, make);
  observer.observe(target);
}

function draw(target: Element): void {
  observer.unobserve(target);
  drawings.get(target)?.();
  drawings.delete(target);
}

// What is printed is seen, though it never scrolled by.
addEventListener('beforeprint', () => {
  for (const target of [...drawings.keys()]) draw(target);
});
