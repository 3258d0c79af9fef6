/** Formats with a check digit. Kubernetes: kube-openapi/pkg/internal/third_party/govalidator. */

const card =
  /^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$/;

export function isCreditCard(value: string): boolean {
  const digits = value.replace(/[^0-9]+/g, '');
  if (!card.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const twice = index % 2 === 0 ? Number(digit) : Number(digit) * 2;
    return total + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return sum % 10 === 0;
}

export function isIsbn10(value: string): boolean {
  const digits = withoutSeparators(value);
  if (!/^(?:[0-9]{9}X|[0-9]{10})$/.test(digits)) return false;
  const sum = [...digits].reduce(
    (total, digit, index) => total + (index + 1) * (digit === 'X' ? 10 : Number(digit)),
    0,
  );
  return sum % 11 === 0;
}

export function isIsbn13(value: string): boolean {
  const digits = withoutSeparators(value);
  if (!/^[0-9]{13}$/.test(digits)) return false;
  const sum = [...digits.slice(0, 12)].reduce(
    (total, digit, index) => total + (index % 2 === 0 ? 1 : 3) * Number(digit),
    0,
  );
  return Number(digits[12]) === (10 - (sum % 10)) % 10;
}

function withoutSeparators(value: string): string {
  return value.replace(/[\t\n\f\r -]+/g, '');
}
