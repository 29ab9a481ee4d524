/** Draws nodes: a shape for each kind, with an edge in the color of the ground, and a ring round marked ones. */

import { NodeProgram, type ProgramInfo } from 'sigma/rendering';
import type { NodeDisplayData, RenderParams } from 'sigma/types';
import { floatColor } from 'sigma/utils';
import type { Kind } from '../model/types';

/** What a node of this program carries beside sigma's own. */
export interface Spot extends NodeDisplayData {
  readonly kind: Kind;
  /** Color of the ring, or null for none. */
  readonly ring: string | null;
}

const SHAPES: Readonly<Record<Kind, number>> = { AUTHOR: 0, PAPER: 1, TOPIC: 2, INSTITUTION: 3, VENUE: 4, CLUSTER: 5 };
const UNIFORMS = ['u_matrix', 'u_sizeRatio', 'u_correctionRatio', 'u_paper'] as const;

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec4 a_ring;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec4 v_ring;
varying vec2 v_offset;
varying float v_radius;
varying float v_shape;
const float bias = 255.0 / 254.0;

void main() {
  // In pixels; the circle within the triangle holds the corners of every shape and the ring.
  float radius = a_size / u_sizeRatio;
  // Of a hidden node all is 0, and nothing is to be seen.
  float reach = a_size > 0.0 ? radius * 1.35 + 6.0 : 0.0;
  v_offset = 2.0 * reach * vec2(cos(a_angle), sin(a_angle));
  vec2 position = a_position + v_offset * u_correctionRatio * 2.0;
  gl_Position = vec4((u_matrix * vec3(position, 1)).xy, 0, 1);
  v_radius = radius;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
  v_ring = a_ring;
  v_ring.a *= bias;
}
`;

const FRAGMENT = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying vec4 v_ring;
varying vec2 v_offset;
varying float v_radius;
varying float v_shape;
uniform vec3 u_paper;

float box(vec2 p, float side) {
  vec2 d = abs(p) - vec2(side - 0.14);
  return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0) - 0.14;
}

float triangle(vec2 p) {
  const float k = 1.7320508;
  p.y += 0.18;
  p.x = abs(p.x) - 1.08;
  p.y = p.y + 1.08 / k;
  if (p.x + k * p.y > 0.0) p = vec2(p.x - k * p.y, -k * p.x - p.y) / 2.0;
  p.x -= clamp(p.x, -2.16, 0.0);
  return -length(p) * sign(p.y) - 0.06;
}

float hexagon(vec2 p) {
  const vec3 k = vec3(-0.8660254, 0.5, 0.5773503);
  p = abs(p.yx);
  p -= 2.0 * min(dot(k.xy, p), 0.0) * k.xy;
  p -= vec2(clamp(p.x, -k.z * 0.92, k.z * 0.92), 0.92);
  return length(p) * sign(p.y);
}

/** Below 0 inside. */
float outline(vec2 p) {
  if (v_shape < 0.5) return length(p) - 1.0;
  if (v_shape < 1.5) return box(p, 0.86);
  if (v_shape < 2.5) return (abs(p.x) + abs(p.y) - 1.22) * 0.7071;
  if (v_shape < 3.5) return triangle(p);
  if (v_shape < 4.5) return hexagon(p);
  return length(p) - 1.05;
}

void main() {
  vec2 p = v_offset / v_radius;
  float edge = outline(p) * v_radius;
  #ifdef PICKING_MODE
  // Small nodes are as easy to hit as others.
  gl_FragColor = edge < 3.0 ? v_color : vec4(0.0);
  #else
  float inside = 1.0 - smoothstep(-0.6, 0.6, edge);
  float border = smoothstep(-1.7, -0.7, edge);
  vec3 fill = mix(v_color.rgb, u_paper, border);
  float hole = v_shape > 4.5 ? 1.0 - smoothstep(-0.6, 0.6, (length(p) - 0.52) * v_radius) : 0.0;
  fill = mix(fill, u_paper, hole);
  float ring = smoothstep(0.9, 1.7, edge) * (1.0 - smoothstep(3.7, 4.5, edge)) * v_ring.a;
  float halo = (1.0 - smoothstep(0.9, 1.7, edge)) * step(0.01, v_ring.a);
  vec4 below = vec4(v_ring.rgb * ring, ring) + vec4(u_paper, 1.0) * halo * (1.0 - ring);
  gl_FragColor = vec4(fill * inside, inside) + below * (1.0 - inside);
  #endif
}
`;

let paper: readonly [number, number, number] = [1, 1, 1];

/** The color of the ground, `#rrggbb`. */
export function setPaper(color: string): void {
  const [red = 1, green = 1, blue = 1] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255);
  paper = [red, green, blue];
}

export class Shapes extends NodeProgram<(typeof UNIFORMS)[number]> {
  getDefinition() {
    const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
    const third = (2 * Math.PI) / 3;
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS,
      ATTRIBUTES: [
        { name: 'a_position', size: 2, type: FLOAT },
        { name: 'a_size', size: 1, type: FLOAT },
        { name: 'a_shape', size: 1, type: FLOAT },
        { name: 'a_color', size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: 'a_ring', size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: 'a_id', size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: 'a_angle', size: 1, type: FLOAT }],
      CONSTANT_DATA: [[0], [third], [2 * third]],
    };
  }

  processVisibleItem(id: number, start: number, data: NodeDisplayData): void {
    const { x, y, size, color, kind, ring } = data as Spot;
    const values = [x, y, size, SHAPES[kind], floatColor(color), floatColor(ring ?? 'rgba(0, 0, 0, 0)'), id];
    values.forEach((value, at) => {
      this.array[start + at] = value;
    });
  }

  setUniforms({ matrix, sizeRatio, correctionRatio }: RenderParams, { gl, uniformLocations }: ProgramInfo): void {
    const { u_matrix = null, u_sizeRatio = null, u_correctionRatio = null, u_paper = null } = uniformLocations;
    gl.uniformMatrix3fv(u_matrix, false, matrix);
    gl.uniform1f(u_sizeRatio, sizeRatio);
    gl.uniform1f(u_correctionRatio, correctionRatio);
    gl.uniform3f(u_paper, ...paper);
  }
}
