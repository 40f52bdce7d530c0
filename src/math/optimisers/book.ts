import type { Vector } from '../kinds';
import type { InnerRecord, Trajectory } from '../trajectory';
import type { Course } from './course';
import type { Inner } from './kinds';

/** Room for `most` states, cut to what was written when it is closed. */
export function openBook(course: Course | undefined, most: number, d: number) {
  const field = (width = 1): Float64Array => new Float64Array(most * width);
  const [theta, loss, adversarial, clean, slope] = [field(d), field(), field(), field(), field()];
  const [evaluations, integrals, crossings] = [new Uint32Array(most), new Uint32Array(most), new Uint32Array(most * d)];
  const sides = new Int8Array(d); // sign of each weight when it last had one
  const inner = openInner(most - 1, d);
  let count = 0;
  return {
    write(at: Vector, here: number, asked: { readonly gradients: number; readonly integrals: number }, seen?: Inner): void {
      const k = count;
      at.forEach((t, i) => {
        const side = Math.sign(t);
        const crossed = side !== 0 && (sides[i] ?? 0) === -side;
        if (side !== 0) sides[i] = side;
        theta[k * d + i] = t;
        crossings[k * d + i] = (k > 0 ? (crossings[(k - 1) * d + i] ?? 0) : 0) + (crossed ? 1 : 0);
      });
      if (course) {
        loss[k] = here;
        adversarial[k] = course.adversarial === course.loss ? here : course.adversarial(at);
        clean[k] = course.clean(at);
        slope[k] = Math.hypot(...course.gradient(at));
      }
      [evaluations[k], integrals[k]] = [asked.gradients, asked.integrals];
      if (seen) inner.write(k - 1, seen);
      count += 1;
    },
    close(why: string): Trajectory {
      const looked = inner.close(count - 1);
      return {
        count,
        theta: theta.slice(0, count * d),
        loss: loss.slice(0, count),
        adversarial: adversarial.slice(0, count),
        clean: clean.slice(0, count),
        slope: slope.slice(0, count),
        evaluations: evaluations.slice(0, count),
        integrals: integrals.slice(0, count),
        crossings: crossings.slice(0, count * d),
        ...(looked && { inner: looked }),
        end: why === '' ? 'finished' : 'diverged',
        why,
      };
    },
  };
}

/** The inner record, laid when the first walk has shown its length. */
function openInner(most: number, d: number) {
  let record: InnerRecord | undefined;
  return {
    write(k: number, { mean, variance, points, means }: Inner): void {
      const length = points.length;
      record ??= {
        mean: new Float64Array(most * d),
        variance: new Float64Array(most * d),
        length,
        points: new Float64Array(most * length * d),
        means: new Float64Array(most * length * d),
      };
      record.mean.set(mean, k * d);
      record.variance.set(variance, k * d);
      for (let l = 0; l < length; l += 1) {
        record.points.set(points[l] ?? [], (k * length + l) * d);
        record.means.set(means[l] ?? [], (k * length + l) * d);
      }
    },
    close(count: number): InnerRecord | undefined {
      if (!record) return undefined;
      const { length } = record;
      return {
        mean: record.mean.slice(0, count * d),
        variance: record.variance.slice(0, count * d),
        length,
        points: record.points.slice(0, count * length * d),
        means: record.means.slice(0, count * length * d),
      };
    },
  };
}
