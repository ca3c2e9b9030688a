using static Traceability.Gs1.LintError;

namespace Traceability.Gs1;

/// <summary>North American coupon codes, AI 8110 and 8112 (GS1 US coupon application guidelines): fields of announced length.</summary>
internal static class CouponLinters
{
    private const int None = -1;

    public static LintFault Code(ReadOnlySpan<byte> value)
    {
        var at = new Cursor(value);
        at.Digits();
        at.Variable(6, 0, 6, CouponMissingGcpVli, CouponInvalidGcpLength, CouponTruncatedGcp);
        at.Fixed(6, CouponTruncatedOfferCode);
        at.Variable(0, 1, 5, CouponMissingSaveValueVli, CouponInvalidSaveValueLength, CouponTruncatedSaveValue);
        at.Variable(0, 1, 5, CouponMissing1stPurchaseRequirementVli, CouponInvalid1stPurchaseRequirementLength, CouponTruncated1stPurchaseRequirement);
        at.OneOf("012349"u8, CouponMissing1stPurchaseRequirementCode, CouponInvalid1stPurchaseRequirementCode);
        at.Fixed(3, CouponTruncated1stPurchaseFamilyCode);
        if (at.Optional('1')) SecondPurchase(ref at);
        if (at.Optional('2')) ThirdPurchase(ref at);
        Dates(ref at);
        if (at.Optional('5')) at.Variable(6, 0, 9, CouponMissingSerialNumberVli, CouponMissingSerialNumberVli, CouponTruncatedSerialNumber);
        if (at.Optional('6'))
            at.Variable(6, 1, 7, CouponMissingRetailerGcpOrGlnVli, CouponInvalidRetailerGcpOrGlnLength, CouponTruncatedRetailerGcpOrGln);
        if (at.Optional('9')) Miscellaneous(ref at);
        return at.End();
    }

    public static LintFault PositiveOffer(ReadOnlySpan<byte> value)
    {
        var at = new Cursor(value);
        at.Digits();
        at.OneOf("01"u8, CouponMissingFormatCode, CouponInvalidFormatCode);
        at.Variable(6, 0, 6, CouponMissingFunderVli, CouponInvalidFunderLength, CouponTruncatedFunder);
        at.Fixed(6, CouponTruncatedOfferCode);
        at.Variable(6, 0, 9, CouponMissingSerialNumberVli, CouponMissingSerialNumberVli, CouponTruncatedSerialNumber);
        return at.End();
    }

    private static void SecondPurchase(ref Cursor at)
    {
        at.OneOf("0123"u8, CouponMissingAdditionalPurchaseRulesCode, CouponInvalidAdditionalPurchaseRulesCode);
        at.Variable(0, 1, 5, CouponMissing2ndPurchaseRequirementVli, CouponInvalid2ndPurchaseRequirementLength, CouponTruncated2ndPurchaseRequirement);
        at.OneOf("012349"u8, CouponMissing2ndPurchaseRequirementCode, CouponInvalid2ndPurchaseRequirementCode);
        at.Fixed(3, CouponTruncated2ndPurchaseFamilyCode);
        at.Variable(6, 0, 6, CouponMissing2ndPurchaseGcpVli, CouponInvalid2ndPurchaseGcpLength, CouponTruncated2ndPurchaseGcp, nothing: 9);
    }

    private static void ThirdPurchase(ref Cursor at)
    {
        at.Variable(0, 1, 5, CouponMissing3rdPurchaseRequirementVli, CouponInvalid3rdPurchaseRequirementLength, CouponTruncated3rdPurchaseRequirement);
        at.OneOf("012349"u8, CouponMissing3rdPurchaseRequirementCode, CouponInvalid3rdPurchaseRequirementCode);
        at.Fixed(3, CouponTruncated3rdPurchaseFamilyCode);
        at.Variable(6, 0, 6, CouponMissing3rdPurchaseGcpVli, CouponInvalid3rdPurchaseGcpLength, CouponTruncated3rdPurchaseGcp, nothing: 9);
    }

    private static void Dates(ref Cursor at)
    {
        var from = at.Position;
        var expires = at.Optional('3') ? at.Date(CouponTooShortForExpirationDate, CouponInvalidExipirationDate) : default;
        var starts = at.Optional('4') ? at.Date(CouponTooShortForStartDate, CouponInvalidStartDate) : default;
        if (!expires.IsEmpty && !starts.IsEmpty && expires.SequenceCompareTo(starts) < 0) at.Refuse(CouponExpirationBeforeStart, from);
    }

    private static void Miscellaneous(ref Cursor at)
    {
        at.OneOf("01256"u8, CouponMissingSaveValueCode, CouponInvalidSaveValueCode);
        at.OneOf("012"u8, CouponMissingSaveValueAppliesToItem, CouponInvalidSaveValueAppliesToItem);
        at.OneOf("0123456789"u8, CouponMissingStoreCouponFlag, CouponMissingStoreCouponFlag);
        at.OneOf("01"u8, CouponMissingDontMultiplyFlag, CouponInvalidDontMultiplyFlag);
    }

    /// <summary>A place in the value; after the first fault every step does nothing.</summary>
    private ref struct Cursor(ReadOnlySpan<byte> value)
    {
        private readonly ReadOnlySpan<byte> _value = value;
        private LintFault _fault;

        public int Position { get; private set; }

        private readonly ReadOnlySpan<byte> Rest => _value[Position..];

        public void Digits() => _fault = CharacterSets.Numeric(_value);

        // Where nothing is left to point at, the whole value is the place of the fault.
        private void Missing(LintError error) =>
            _fault = Rest.IsEmpty ? new(error, 0, _value.Length) : new(error, Position, Rest.Length);

        public void Refuse(LintError error, int from) => _fault = _fault.Exists ? _fault : new(error, from, Position - from);

        public ReadOnlySpan<byte> Fixed(int length, LintError truncated)
        {
            if (_fault.Exists) return default;
            if (Rest.Length < length)
            {
                Missing(truncated);
                return default;
            }
            Position += length;
            return _value.Slice(Position - length, length);
        }

        public void Variable(int added, int least, int most, LintError missing, LintError invalid, LintError truncated, int nothing = None)
        {
            if (_fault.Exists) return;
            if (Rest.IsEmpty)
            {
                Missing(missing);
                return;
            }
            var announced = Rest[0] - '0';
            if (announced == nothing) Position++;
            else if (announced < least || announced > most) _fault = new(invalid, Position, 1);
            else
            {
                Position++;
                Fixed(announced + added, truncated);
            }
        }

        public void OneOf(ReadOnlySpan<byte> allowed, LintError missing, LintError invalid)
        {
            if (_fault.Exists) return;
            if (Rest.IsEmpty) Missing(missing);
            else if (!allowed.Contains(Rest[0])) _fault = new(invalid, Position, 1);
            else Position++;
        }

        public ReadOnlySpan<byte> Date(LintError tooShort, LintError invalid)
        {
            var date = Fixed(6, tooShort);
            if (!date.IsEmpty && TimeLinters.Check(Linter.Yymmdd, date).Exists) _fault = new(invalid, Position - 6, 6);
            return date;
        }

        public bool Optional(char field)
        {
            if (_fault.Exists || Rest.IsEmpty || Rest[0] != field) return false;
            Position++;
            return true;
        }

        public readonly LintFault End() =>
            _fault.Exists || Rest.IsEmpty ? _fault : new(CouponExcessData, Position, Rest.Length);
    }
}
