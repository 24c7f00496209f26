//! The tray's icon, drawn for each size: the mark of `icons/fobwatch-small.svg`, with a badge whose shape says how things
//! stand. Colours only repeat what shapes say.

use super::menu::Mark;

/// A colour, and how much it covers.
type Colour = [u8; 4];

const BRASS: Colour = [0xc2, 0x8a, 0x26, 0xff];
const RIM: Colour = [0xb1, 0x7c, 0x1d, 0xff];
const FACE: Colour = [0xff, 0xf8, 0xe8, 0xff];
const DARK: Colour = [0x3a, 0x2a, 0x10, 0xff];
const WHITE: Colour = [0xff, 0xff, 0xff, 0xff];
const RED: Colour = [0xc6, 0x28, 0x28, 0xff];
const AMBER: Colour = [0xf2, 0xb0, 0x1e, 0xff];
const GREY: Colour = [0x5f, 0x63, 0x68, 0xff];
const NOTHING: Colour = [0; 4];

/// Where the badge is, on the drawing's 32 by 32.
const BADGE: (f32, f32) = (24.0, 24.0);
/// Points in a row that are looked at for one pixel.
const FINE: u16 = 4;

/// The icon as `size` rows of `size` pixels: red, green, blue, opacity.
pub fn rgba(mark: Mark, size: u16) -> Vec<u8> {
    let scale = 32.0 / f32::from(size * FINE);
    let place = |pixel: u16, point: u16| (f32::from(pixel * FINE + point) + 0.5) * scale;
    let mut out = Vec::with_capacity(usize::from(size) * usize::from(size) * 4);
    for row in 0..size {
        for column in 0..size {
            let points = (0..FINE * FINE)
                .map(|point| colour(mark, place(column, point % FINE), place(row, point / FINE)));
            out.extend(mixed(points));
        }
    }
    out
}

/// The colour of a pixel that these points are in.
fn mixed(points: impl Iterator<Item = Colour>) -> Colour {
    let mut sum = [0_u32; 4];
    for [red, green, blue, opacity] in points {
        let weight = u32::from(opacity);
        for (sum, part) in sum.iter_mut().zip([red, green, blue]) {
            *sum += u32::from(part) * weight;
        }
        sum[3] += weight;
    }
    let [red, green, blue, weight] = sum;
    let part = |sum: u32| u8::try_from(sum.checked_div(weight).unwrap_or(0)).unwrap_or(u8::MAX);
    let points = u32::from(FINE * FINE);
    [part(red), part(green), part(blue), u8::try_from(weight / points).unwrap_or(u8::MAX)]
}

fn colour(mark: Mark, x: f32, y: f32) -> Colour {
    let (dx, dy) = (x - BADGE.0, y - BADGE.1);
    if mark == Mark::AllFresh {
        return watch(x, y, false);
    }
    match badge(mark, dx, dy) {
        Some(colour) => colour,
        // A gap, so that the badge stands out on any panel.
        None if dx.hypot(dy) < 9.5 => NOTHING,
        None => watch(x, y, mark == Mark::Empty),
    }
}

/// The watch; hollow, it is only an outline.
fn watch(x: f32, y: f32, hollow: bool) -> Colour {
    let middle = (x - 16.0).hypot(y - 19.0);
    if middle < 9.6 {
        return match (hollow, keyhole(x, y)) {
            (true, _) => NOTHING,
            (false, true) => DARK,
            (false, false) => FACE,
        };
    }
    let ring = (x - 16.0).hypot(y - 5.0);
    match (middle < 13.0, (1.8..4.2).contains(&ring)) {
        (true, _) => BRASS,
        (false, true) => RIM,
        (false, false) => NOTHING,
    }
}

fn keyhole(x: f32, y: f32) -> bool {
    let foot = (20.0..26.0).contains(&y) && (x - 16.0).abs() < 1.5 + (y - 20.0) * 0.28;
    foot || (x - 16.0).hypot(y - 16.4) < 4.2
}

/// The badge around its own middle.
fn badge(mark: Mark, x: f32, y: f32) -> Option<Colour> {
    let bang = x.abs() < 1.3 && ((-4.6..1.2).contains(&y) || (2.6..5.0).contains(&y));
    match mark {
        Mark::AllFresh => None,
        // A disc with an exclamation mark.
        Mark::NeedsYou => (x.hypot(y) < 8.0).then_some(if bang { WHITE } else { RED }),
        // A triangle.
        Mark::Trouble => {
            let inside = (-7.5..6.5).contains(&y) && x.abs() < (y + 7.5) * 0.6;
            let stroke = x.abs() < 1.3 && ((-2.5..2.0).contains(&y) || (3.2..5.4).contains(&y));
            inside.then_some(if stroke { DARK } else { AMBER })
        }
        // A padlock.
        Mark::Locked => {
            let shackle = y < -0.5 && (2.6..5.0).contains(&x.hypot(y + 1.5));
            let body = x.abs() < 6.5 && (-1.0..7.0).contains(&y);
            (shackle || body).then_some(GREY)
        }
        // A plus.
        Mark::Empty => {
            let plus = (x.abs() < 1.6 && y.abs() < 6.5) || (y.abs() < 1.6 && x.abs() < 6.5);
            plus.then_some(BRASS)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Mark; 5] = [Mark::AllFresh, Mark::NeedsYou, Mark::Trouble, Mark::Locked, Mark::Empty];

    /// Where something is to be seen, in no colour.
    fn shape(mark: Mark, size: u16) -> Vec<bool> {
        rgba(mark, size).chunks(4).map(|pixel| pixel[3] > 127).collect()
    }

    #[test]
    fn every_state_has_a_shape_of_its_own_at_every_size() {
        for size in [16, 22, 24, 32, 48] {
            for (a, first) in ALL.iter().enumerate() {
                assert_eq!(rgba(*first, size).len(), usize::from(size) * usize::from(size) * 4);
                for second in &ALL[a + 1..] {
                    let differing = shape(*first, size)
                        .iter()
                        .zip(shape(*second, size))
                        .filter(|(one, other)| **one != *other)
                        .count();
                    assert!(
                        differing > usize::from(size) / 2,
                        "{first:?} and {second:?} at {size}: {differing}"
                    );
                }
            }
        }
    }

    #[test]
    fn edges_are_smooth_and_corners_clear() {
        let pixels = rgba(Mark::AllFresh, 22);
        assert_eq!(pixels[..4], [0; 4]);
        assert!(pixels.chunks(4).any(|pixel| (1..255).contains(&pixel[3])));
    }
}
