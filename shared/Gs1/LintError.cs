namespace Traceability.Gs1;

/// <summary>Content checks, spelled as in the GS1 Barcode Syntax Dictionary.</summary>
internal enum Linter
{
    Couponcode, Couponposoffer, Cset39, Cset64, Cset82, Csetnumeric, Csum, Csumalpha, Gcppos1, Gcppos2, Hasnondigit, Hh, Hhmi, Hyphen,
    Iban, Importeridx, Iso3166, Iso3166999, Iso3166Alpha2, Iso4217, Iso5218, Latitude, Longitude, Mediatype, Mi, Nonzero, Nozeroprefix,
    Packagetype, Pcenc, Pieceoftotal, Posinseqslash, Ss, Winding, Yesno, Yymmd0, Yymmdd, Yyyymmd0, Yyyymmdd, Zero,
}

/// <summary>What a content check found, one name per cause (GS1 Barcode Syntax Tests).</summary>
public enum LintError
{
    None, TooShort, TooLong,
    NonDigitCharacter, CouponMissingGcpVli, CouponTruncatedGcp, CouponTruncatedOfferCode, CouponInvalidGcpLength,
    CouponMissingSaveValueVli, CouponInvalidSaveValueLength, CouponTruncatedSaveValue, CouponMissing1stPurchaseRequirementVli,
    CouponInvalid1stPurchaseRequirementLength, CouponTruncated1stPurchaseRequirement, CouponMissing1stPurchaseRequirementCode,
    CouponTruncated1stPurchaseFamilyCode, CouponInvalid1stPurchaseRequirementCode, CouponExcessData,
    CouponMissingAdditionalPurchaseRulesCode, CouponMissing2ndPurchaseRequirementVli, CouponInvalidAdditionalPurchaseRulesCode,
    CouponInvalid2ndPurchaseRequirementLength, CouponTruncated2ndPurchaseRequirement, CouponMissing2ndPurchaseRequirementCode,
    CouponTruncated2ndPurchaseFamilyCode, CouponInvalid2ndPurchaseRequirementCode, CouponMissing2ndPurchaseGcpVli,
    CouponTruncated2ndPurchaseGcp, CouponInvalid2ndPurchaseGcpLength, CouponMissing3rdPurchaseRequirementVli,
    CouponInvalid3rdPurchaseRequirementLength, CouponTruncated3rdPurchaseRequirement, CouponMissing3rdPurchaseRequirementCode,
    CouponTruncated3rdPurchaseFamilyCode, CouponInvalid3rdPurchaseRequirementCode, CouponMissing3rdPurchaseGcpVli,
    CouponTruncated3rdPurchaseGcp, CouponInvalid3rdPurchaseGcpLength, CouponTooShortForExpirationDate, CouponInvalidExipirationDate,
    CouponTooShortForStartDate, CouponInvalidStartDate, CouponExpirationBeforeStart, CouponMissingSerialNumberVli,
    CouponTruncatedSerialNumber, CouponMissingRetailerGcpOrGlnVli, CouponInvalidRetailerGcpOrGlnLength, CouponTruncatedRetailerGcpOrGln,
    CouponMissingSaveValueCode, CouponMissingSaveValueAppliesToItem, CouponInvalidSaveValueCode, CouponMissingStoreCouponFlag,
    CouponInvalidSaveValueAppliesToItem, CouponMissingDontMultiplyFlag, CouponInvalidDontMultiplyFlag, InvalidGcpPrefix,
    GcpDatasourceOffline, CouponMissingFormatCode, CouponInvalidFormatCode, CouponMissingFunderVli, CouponTruncatedFunder,
    CouponInvalidFunderLength, InvalidCset39Character, InvalidCset64Padding, InvalidCset64Character, InvalidCset82Character,
    TooShortForCheckDigit, IncorrectCheckDigit, TooShortForCheckPair, IncorrectCheckPair, TooLongForCheckPairImplementation,
    TooShortForGcp, RequiresNonDigitCharacter, IllegalHour, HourTooShort, HourTooLong, IllegalMinute, HourWithMinuteTooShort,
    HourWithMinuteTooLong, NotHyphen, IncorrectIbanChecksum, IbanTooShort, IbanTooLong, InvalidIbanCharacter, IllegalIbanCountryCode,
    ImporterIdxMustBeOneCharacter, InvalidImportIdxCharacter, NotIso3166, NotIso3166Or999, NotIso3166Alpha2, NotIso4217,
    InvalidBiologicalSexCode, LatitudeInvalidLength, InvalidLatitude, LongitudeInvalidLength, InvalidLongitude, InvalidMediaType,
    MinuteTooShort, MinuteTooLong, IllegalZeroValue, IllegalZeroPrefix, InvalidPackageType, InvalidPercentSequence,
    InvalidLengthForPieceOfTotal, ZeroPieceNumber, ZeroTotalPieces, PieceNumberExceedsTotal, PositionInSequenceMalformed,
    PositionExceedsEnd, IllegalSecond, SecondTooShort, SecondTooLong, InvalidWindingDirection, NotZeroOrOne, DateTooShort, DateTooLong,
    IllegalMonth, IllegalDay, NotZero,
}

/// <summary>A finding and the part of the value it is about; the default value is "nothing wrong".</summary>
internal readonly record struct LintFault(LintError Error, int Position, int Length)
{
    public bool Exists => Error != LintError.None;
}
