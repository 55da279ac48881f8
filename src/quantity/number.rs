//! A number as it is printed: exact, and with the place of its last digit.

/// `digits` × 10^`exponent` ÷ `over`.
///
/// Trailing zeros stay as they are printed, so that `1.60` and `1.6` are equal numbers of different precision. The
/// divisor is 1 but for what is given as a fraction: a third, one in five.
#[derive(Debug, Clone, Copy)]
pub struct Number {
    digits: i64,
    exponent: i16,
    over: u32,
}

impl Number {
    pub const fn whole(digits: i64) -> Self {
        Self { digits, exponent: 0, over: 1 }
    }

    pub const fn new(digits: i64, exponent: i16) -> Self {
        Self { digits, exponent, over: 1 }
    }

    pub const fn fraction(digits: i64, over: u32) -> Self {
        Self { digits, exponent: 0, over }
    }

    /// The number of twelve digits that is nearest to a value.
    pub fn near(value: f64) -> Option<Self> {
        Self::parse(&format!("{value:.11e}"))
    }

    /// Reads a number as programs write it: `1.60`, `-40`, `1.5e6`.
    pub fn parse(text: &str) -> Option<Self> {
        let (text, exponent) = match text.split_once(['e', 'E']) {
            Some((text, exponent)) => (text, exponent.parse::<i16>().ok().filter(|exponent| exponent.abs() < 300)?),
            None => (text, 0),
        };
        let (sign, text) = match text.strip_prefix(['-', '−']) {
            Some(text) => (-1, text),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        if whole.is_empty() && decimals.is_empty() {
            return None;
        }
        let mut digits = 0i64;
        for byte in whole.bytes().chain(decimals.bytes()) {
            let digit = byte.is_ascii_digit().then(|| i64::from(byte - b'0'))?;
            digits = digits.checked_mul(10)?.checked_add(digit)?;
        }
        Some(Self::new(sign * digits, exponent - i16::try_from(decimals.len()).ok()?))
    }

    pub fn value(&self) -> f64 {
        let digits = self.digits as f64;
        let scaled = match self.exponent {
            exponent @ ..0 => digits / power_of_ten(-exponent),
            exponent => digits * power_of_ten(exponent),
        };
        scaled / f64::from(self.over)
    }

    #[must_use]
    pub fn negated(self) -> Self {
        Self { digits: -self.digits, ..self }
    }

    /// Moves the decimal point: `1.6` becomes 1.6 billion.
    #[must_use]
    pub fn scaled(self, power: i16) -> Self {
        Self { exponent: self.exponent.saturating_add(power), ..self }
    }

    /// `self` × `factor` + `more`; none if that is not exact. For 6 feet 2 inches, or two dozen.
    pub fn times_plus(self, factor: i64, more: Self) -> Option<Self> {
        let exponent = self.exponent.min(more.exponent);
        let lift = |number: Self| {
            let power = u32::try_from(number.exponent - exponent).ok()?;
            number.digits.checked_mul(10i64.checked_pow(power)?)
        };
        let over = self.over.checked_mul(more.over)?;
        let first = lift(self)?.checked_mul(factor)?.checked_mul(i64::from(more.over))?;
        let digits = first.checked_add(lift(more)?.checked_mul(i64::from(self.over))?)?;
        Some(Self { digits, exponent, over }.reduced())
    }

    /// Writes halves, quarters and eighths beside a whole number with decimals.
    fn reduced(self) -> Self {
        match self.over {
            2 => self.with_decimals(5, 1),
            4 => self.with_decimals(25, 2),
            8 => self.with_decimals(125, 3),
            _ => self,
        }
    }

    fn with_decimals(self, factor: i64, places: i16) -> Self {
        match self.digits.checked_mul(factor) {
            Some(digits) => Self::new(digits, self.exponent - places),
            None => self,
        }
    }

    /// `self` of `whole`: one in five, one in 3 trillion.
    pub fn of(self, whole: Self) -> Option<Self> {
        let is_exact = self.over == 1 && whole.over == 1 && self.exponent == 0 && whole.exponent >= 0;
        if !is_exact || whole.digits <= 0 {
            return None;
        }
        let divisor = |digits: i64| u32::try_from(digits).ok();
        let scale = 10i64.checked_pow(u32::try_from(whole.exponent).ok()?);
        if let Some(over) = scale.and_then(|scale| whole.digits.checked_mul(scale)).and_then(divisor) {
            return Some(Self::fraction(self.digits, over));
        }
        // Of what is too large for a divisor, the zeros move the decimal point.
        let zeros = whole.digits.to_string().bytes().rev().take_while(|&digit| digit == b'0').count();
        let over = divisor(whole.digits / 10i64.checked_pow(u32::try_from(zeros).ok()?)?)?;
        Some(Self::fraction(self.digits, over).scaled(-whole.exponent - i16::try_from(zeros).ok()?))
    }

    pub fn is_fraction(&self) -> bool {
        self.over > 1
    }

    pub fn is_negative(&self) -> bool {
        self.digits < 0
    }

    /// The whole number that is printed, if it is one without decimals or scale.
    pub fn as_whole(&self) -> Option<i64> {
        (self.exponent == 0 && self.over == 1).then_some(self.digits)
    }

    /// What the last printed digit stands for: 0.01 for `1.60`, 1 for `450`, a hundred million for `1.6 billion`.
    pub fn place(&self) -> f64 {
        power_of_ten_signed(self.exponent)
    }

    /// What the last digit that is not zero stands for: 0.1 for `1.60`, 10 for `450`.
    pub fn significant_place(&self) -> f64 {
        let (mut digits, mut exponent) = (self.digits, self.exponent);
        while digits != 0 && digits % 10 == 0 {
            digits /= 10;
            exponent += 1;
        }
        power_of_ten_signed(exponent)
    }
}

impl PartialEq for Number {
    /// Numbers are equal however many zeros are printed.
    fn eq(&self, other: &Self) -> bool {
        let normal = |number: &Self| {
            let (mut digits, mut exponent) = (number.digits, number.exponent);
            while digits != 0 && digits % 10 == 0 {
                digits /= 10;
                exponent += 1;
            }
            (digits, if digits == 0 { 0 } else { exponent })
        };
        if self.over == other.over { normal(self) == normal(other) } else { self.value() == other.value() }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        if self == other { Some(std::cmp::Ordering::Equal) } else { self.value().partial_cmp(&other.value()) }
    }
}

/// Powers up to 10²² are exact.
fn power_of_ten(power: i16) -> f64 {
    10f64.powi(i32::from(power))
}

fn power_of_ten_signed(power: i16) -> f64 {
    if power < 0 { 1.0 / power_of_ten(-power) } else { power_of_ten(power) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_printed() {
        let number = |text| Number::parse(text).unwrap();
        assert_eq!(number("1.60"), number("1.6"));
        assert_eq!(number("1.60").place(), 0.01);
        assert_eq!(number("1.60").significant_place(), 0.1);
        assert_eq!(number("450").significant_place(), 10.0);
        assert_eq!(number("1.6").scaled(9).value(), 1_600_000_000.0);
        assert_eq!(number("1.6").scaled(9), Number::whole(1_600_000_000));
        assert_eq!(number("-4.45e3"), Number::whole(-4450));
        assert!(Number::fraction(1, 3) > number("0.33"));
        assert!(Number::parse("").is_none() && Number::parse(".").is_none() && Number::parse("1,5").is_none());
        assert!(Number::parse("99999999999999999999").is_none());
    }

    #[test]
    fn adds_parts() {
        assert_eq!(Number::whole(6).times_plus(12, Number::whole(2)), Some(Number::whole(74)));
        assert_eq!(Number::whole(2).times_plus(1, Number::fraction(1, 2)), Number::parse("2.5"));
        assert_eq!(Number::whole(1).of(Number::whole(5)), Some(Number::fraction(1, 5)));
        assert_eq!(Number::whole(i64::MAX).times_plus(2, Number::whole(0)), None);
        assert_eq!(Number::whole(1).of(Number::whole(0)), None);
        let rare = Number::whole(1).of(Number::whole(3).scaled(12)).map(|rare| rare.value());
        assert_eq!(rare, Some(1e-12 / 3.0));
        let printed = Number::whole(1).of(Number::whole(3_000_000_000_000)).map(|rare| rare.value());
        assert_eq!(printed, rare);
    }
}
