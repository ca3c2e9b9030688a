using static Traceability.Gs1.AiFlags;

namespace Traceability.Gs1;

/// <summary>
/// Every application identifier of the GS1 Barcode Syntax Dictionary: facts only, in this project's own notation.
/// A component is type, length, linters: "N6:yymmd0" is six digits that are a date, "X1-20" one to twenty characters,
/// a trailing "?" marks a component that may be absent. Groups in "requires" are joined by "&amp;", alternatives by spaces.
/// </summary>
public static class AiTable
{
    /// <summary>Edition of the dictionary the table follows (github.com/gs1/gs1-syntax-dictionary).</summary>
    public const string Release = "2026-01-27";

    private static readonly AiDefinition[] Ranges =
    [
        Row("00", "00", "SSCC", "N18:csum:gcppos2", Fixed | Query | Key),
        Row("01", "01", "GTIN", "N14:csum:gcppos2", Fixed | Query | Key, excludes: "255 37", qualifiers: "22 10 21|235"),
        Row("02", "02", "CONTENT", "N14:csum:gcppos2", Fixed | Query, requires: "37", excludes: "01 03"),
        Row("03", "03", "MTO GTIN", "N14:csum:gcppos2", Fixed, excludes: "01 02 37"),
        Row("10", "10", "BATCH/LOT", "X1-20", Query, requires: "01 02 03 8006 8026"),
        Row("11", "11", "PROD DATE", "N6:yymmd0", Fixed | Query, requires: "01 02 03 8006 8026"),
        Row("12", "12", "DUE DATE", "N6:yymmd0", Fixed | Query, requires: "8020"),
        Row("13", "13", "PACK DATE", "N6:yymmd0", Fixed | Query, requires: "01 02 03 8006 8026"),
        Row("15", "15", "BEST BEFORE or BEST BY", "N6:yymmd0", Fixed | Query, requires: "01 02 03 8006 8026"),
        Row("16", "16", "SELL BY", "N6:yymmd0", Fixed | Query, requires: "01 02 03 8006 8026"),
        Row("17", "17", "USE BY or EXPIRY", "N6:yymmd0", Fixed | Query, requires: "01 02 03 255 8006 8026"),
        Row("20", "20", "VARIANT", "N2", Fixed | Query, requires: "01 02 8006 8026"),
        Row("21", "21", "SERIAL", "X1-20", None, requires: "01 03 8006", excludes: "235"),
        Row("22", "22", "CPV", "X1-20", None, requires: "01"),
        Row("235", "235", "TPX", "X1-28", None, requires: "01"),
        Row("240", "240", "ADDITIONAL ID", "X1-30", Query, requires: "01 02 8006 8026"),
        Row("241", "241", "CUST. PART No.", "X1-30", Query, requires: "01 02 8006 8026"),
        Row("242", "242", "MTO VARIANT", "N1-6", Query, requires: "01 02 8006 8026"),
        Row("243", "243", "PCN", "X1-20", Query, requires: "01"),
        Row("250", "250", "SECONDARY SERIAL", "X1-30", Query, requires: "01 8006 & 21"),
        Row("251", "251", "REF. TO SOURCE", "X1-30", Query, requires: "01 8006"),
        Row("253", "253", "GDTI", "N13:csum:gcppos1 X1-17?", Query | Key),
        Row("254", "254", "GLN EXTENSION COMPONENT", "X1-20", None, requires: "414"),
        Row("255", "255", "GCN", "N13:csum:gcppos1 N1-12?", Query | Key, excludes: "01 02 415 8006 8020 8026"),
        Row("30", "30", "VAR. COUNT", "N1-8", Query, requires: "01 02"),
        Row("3100", "3105", "NET WEIGHT (kg)", "N6", Fixed | Query, requires: "01 02", excludes: "310n", unit: "KGM"),
        Row("3110", "3115", "LENGTH (m)", "N6", Fixed | Query, requires: "01 02", excludes: "311n", unit: "MTR"),
        Row("3120", "3125", "WIDTH (m)", "N6", Fixed | Query, requires: "01 02", excludes: "312n", unit: "MTR"),
        Row("3130", "3135", "HEIGHT (m)", "N6", Fixed | Query, requires: "01 02", excludes: "313n", unit: "MTR"),
        Row("3140", "3145", "AREA (m²)", "N6", Fixed | Query, requires: "01 02", excludes: "314n", unit: "MTK"),
        Row("3150", "3155", "NET VOLUME (l)", "N6", Fixed | Query, requires: "01 02", excludes: "315n", unit: "LTR"),
        Row("3160", "3165", "NET VOLUME (m³)", "N6", Fixed | Query, requires: "01 02", excludes: "316n", unit: "MTQ"),
        Row("3200", "3205", "NET WEIGHT (lb)", "N6", Fixed | Query, requires: "01 02", excludes: "320n", unit: "LBR"),
        Row("3210", "3215", "LENGTH (in)", "N6", Fixed | Query, requires: "01 02", excludes: "321n", unit: "INH"),
        Row("3220", "3225", "LENGTH (ft)", "N6", Fixed | Query, requires: "01 02", excludes: "322n", unit: "FOT"),
        Row("3230", "3235", "LENGTH (yd)", "N6", Fixed | Query, requires: "01 02", excludes: "323n", unit: "YRD"),
        Row("3240", "3245", "WIDTH (in)", "N6", Fixed | Query, requires: "01 02", excludes: "324n", unit: "INH"),
        Row("3250", "3255", "WIDTH (ft)", "N6", Fixed | Query, requires: "01 02", excludes: "325n", unit: "FOT"),
        Row("3260", "3265", "WIDTH (yd)", "N6", Fixed | Query, requires: "01 02", excludes: "326n", unit: "YRD"),
        Row("3270", "3275", "HEIGHT (in)", "N6", Fixed | Query, requires: "01 02", excludes: "327n", unit: "INH"),
        Row("3280", "3285", "HEIGHT (ft)", "N6", Fixed | Query, requires: "01 02", excludes: "328n", unit: "FOT"),
        Row("3290", "3295", "HEIGHT (yd)", "N6", Fixed | Query, requires: "01 02", excludes: "329n", unit: "YRD"),
        Row("3300", "3305", "GROSS WEIGHT (kg)", "N6", Fixed | Query, requires: "00 01", excludes: "330n", unit: "KGM"),
        Row("3310", "3315", "LENGTH (m), log", "N6", Fixed | Query, requires: "00 01", excludes: "331n", unit: "MTR"),
        Row("3320", "3325", "WIDTH (m), log", "N6", Fixed | Query, requires: "00 01", excludes: "332n", unit: "MTR"),
        Row("3330", "3335", "HEIGHT (m), log", "N6", Fixed | Query, requires: "00 01", excludes: "333n", unit: "MTR"),
        Row("3340", "3345", "AREA (m²), log", "N6", Fixed | Query, requires: "00 01", excludes: "334n", unit: "MTK"),
        Row("3350", "3355", "VOLUME (l), log", "N6", Fixed | Query, requires: "00 01", excludes: "335n", unit: "LTR"),
        Row("3360", "3365", "VOLUME (m³), log", "N6", Fixed | Query, requires: "00 01", excludes: "336n", unit: "MTQ"),
        Row("3370", "3375", "KG PER m²", "N6", Fixed | Query, requires: "01", excludes: "337n", unit: "28"),
        Row("3400", "3405", "GROSS WEIGHT (lb)", "N6", Fixed | Query, requires: "00 01", excludes: "340n", unit: "LBR"),
        Row("3410", "3415", "LENGTH (in), log", "N6", Fixed | Query, requires: "00 01", excludes: "341n", unit: "INH"),
        Row("3420", "3425", "LENGTH (ft), log", "N6", Fixed | Query, requires: "00 01", excludes: "342n", unit: "FOT"),
        Row("3430", "3435", "LENGTH (yd), log", "N6", Fixed | Query, requires: "00 01", excludes: "343n", unit: "YRD"),
        Row("3440", "3445", "WIDTH (in), log", "N6", Fixed | Query, requires: "00 01", excludes: "344n", unit: "INH"),
        Row("3450", "3455", "WIDTH (ft), log", "N6", Fixed | Query, requires: "00 01", excludes: "345n", unit: "FOT"),
        Row("3460", "3465", "WIDTH (yd), log", "N6", Fixed | Query, requires: "00 01", excludes: "346n", unit: "YRD"),
        Row("3470", "3475", "HEIGHT (in), log", "N6", Fixed | Query, requires: "00 01", excludes: "347n", unit: "INH"),
        Row("3480", "3485", "HEIGHT (ft), log", "N6", Fixed | Query, requires: "00 01", excludes: "348n", unit: "FOT"),
        Row("3490", "3495", "HEIGHT (yd), log", "N6", Fixed | Query, requires: "00 01", excludes: "349n", unit: "YRD"),
        Row("3500", "3505", "AREA (in²)", "N6", Fixed | Query, requires: "01 02", excludes: "350n", unit: "INK"),
        Row("3510", "3515", "AREA (ft²)", "N6", Fixed | Query, requires: "01 02", excludes: "351n", unit: "FTK"),
        Row("3520", "3525", "AREA (yd²)", "N6", Fixed | Query, requires: "01 02", excludes: "352n", unit: "YDK"),
        Row("3530", "3535", "AREA (in²), log", "N6", Fixed | Query, requires: "00 01", excludes: "353n", unit: "INK"),
        Row("3540", "3545", "AREA (ft²), log", "N6", Fixed | Query, requires: "00 01", excludes: "354n", unit: "FTK"),
        Row("3550", "3555", "AREA (yd²), log", "N6", Fixed | Query, requires: "00 01", excludes: "355n", unit: "YDK"),
        Row("3560", "3565", "NET WEIGHT (tr oz)", "N6", Fixed | Query, requires: "01 02", excludes: "356n", unit: "APZ"),
        Row("3570", "3575", "NET VOLUME (oz)", "N6", Fixed | Query, requires: "01 02", excludes: "357n", unit: "OZA"),
        Row("3600", "3605", "NET VOLUME (qt (US))", "N6", Fixed | Query, requires: "01 02", excludes: "360n", unit: "QTL"),
        Row("3610", "3615", "NET VOLUME (gal.)", "N6", Fixed | Query, requires: "01 02", excludes: "361n", unit: "GLL"),
        Row("3620", "3625", "VOLUME (qt (US)), log", "N6", Fixed | Query, requires: "00 01", excludes: "362n", unit: "QTL"),
        Row("3630", "3635", "VOLUME (gal (US)), log", "N6", Fixed | Query, requires: "00 01", excludes: "363n", unit: "GLL"),
        Row("3640", "3645", "NET VOLUME (in³)", "N6", Fixed | Query, requires: "01 02", excludes: "364n", unit: "INQ"),
        Row("3650", "3655", "NET VOLUME (ft³)", "N6", Fixed | Query, requires: "01 02", excludes: "365n", unit: "FTQ"),
        Row("3660", "3665", "NET VOLUME (yd³)", "N6", Fixed | Query, requires: "01 02", excludes: "366n", unit: "YDQ"),
        Row("3670", "3675", "VOLUME (in³), log", "N6", Fixed | Query, requires: "00 01", excludes: "367n", unit: "INQ"),
        Row("3680", "3685", "VOLUME (ft³), log", "N6", Fixed | Query, requires: "00 01", excludes: "368n", unit: "FTQ"),
        Row("3690", "3695", "VOLUME (yd³), log", "N6", Fixed | Query, requires: "00 01", excludes: "369n", unit: "YDQ"),
        Row("37", "37", "COUNT", "N1-8", Query, requires: "00 & 02 8026"),
        Row("3900", "3909", "AMOUNT", "N1-15", Query, requires: "255 8020", excludes: "390n 391n 394n 8111"),
        Row("3910", "3919", "AMOUNT", "N3:iso4217 N1-15", Query, requires: "8020", excludes: "391n"),
        Row("3920", "3929", "PRICE", "N1-15", Query, requires: "01 & 30 31nn 32nn 35nn 36nn", excludes: "392n 393n"),
        Row("3930", "3939", "PRICE", "N3:iso4217 N1-15", Query, requires: "30 31nn 32nn 35nn 36nn", excludes: "393n"),
        Row("3940", "3943", "PRCNT OFF", "N4", Query, requires: "255", excludes: "394n 8111"),
        Row("3950", "3955", "PRICE/UoM", "N6", Query, requires: "30 31nn 32nn 35nn 36nn", excludes: "392n 393n 395n 8005"),
        Row("400", "400", "ORDER NUMBER", "X1-30", Query),
        Row("401", "401", "GINC", "X1-30:gcppos1", Query | Key),
        Row("402", "402", "GSIN", "N17:csum:gcppos1", Query | Key),
        Row("403", "403", "ROUTE", "X1-30", Query, requires: "00"),
        Row("410", "410", "SHIP TO LOC", "N13:csum:gcppos1", Fixed | Query),
        Row("411", "411", "BILL TO", "N13:csum:gcppos1", Fixed | Query),
        Row("412", "412", "PURCHASE FROM", "N13:csum:gcppos1", Fixed | Query),
        Row("413", "413", "SHIP FOR LOC", "N13:csum:gcppos1", Fixed | Query),
        Row("414", "414", "LOC No.", "N13:csum:gcppos1", Fixed | Query | Key, qualifiers: "254|7040"),
        Row("415", "415", "PAY TO", "N13:csum:gcppos1", Fixed | Query | Key, requires: "8020", qualifiers: "8020"),
        Row("416", "416", "PROD/SERV LOC", "N13:csum:gcppos1", Fixed | Query),
        Row("417", "417", "PARTY", "N13:csum:gcppos1", Fixed | Query | Key, qualifiers: "7040"),
        Row("420", "420", "SHIP TO POST", "X1-20", Query, excludes: "421"),
        Row("421", "421", "SHIP TO POST", "N3:iso3166 X1-9", Query, excludes: "4307"),
        Row("422", "422", "ORIGIN", "N3:iso3166", Query, requires: "01 02 8006 8026", excludes: "426"),
        Row("423", "423", "COUNTRY - INITIAL PROCESS", "N3:iso3166 N3:iso3166? N3:iso3166? N3:iso3166? N3:iso3166?", Query, requires: "01 02", excludes: "426"),
        Row("424", "424", "COUNTRY - PROCESS", "N3:iso3166", Query, requires: "01 02", excludes: "426"),
        Row("425", "425", "COUNTRY - DISASSEMBLY", "N3:iso3166 N3:iso3166? N3:iso3166? N3:iso3166? N3:iso3166?", Query, requires: "01 02", excludes: "426"),
        Row("426", "426", "COUNTRY - FULL PROCESS", "N3:iso3166", Query, requires: "01 02"),
        Row("427", "427", "ORIGIN SUBDIVISION", "X1-3", Query, requires: "01 02 & 422"),
        Row("4300", "4300", "SHIP TO COMP", "X1-35:pcenc", Query, requires: "00"),
        Row("4301", "4301", "SHIP TO NAME", "X1-35:pcenc", Query, requires: "00"),
        Row("4302", "4302", "SHIP TO ADD1", "X1-70:pcenc", Query, requires: "00"),
        Row("4303", "4303", "SHIP TO ADD2", "X1-70:pcenc", Query, requires: "4302"),
        Row("4304", "4304", "SHIP TO SUB", "X1-70:pcenc", Query, requires: "00"),
        Row("4305", "4305", "SHIP TO LOC", "X1-70:pcenc", Query, requires: "00"),
        Row("4306", "4306", "SHIP TO REG", "X1-70:pcenc", Query, requires: "00"),
        Row("4307", "4307", "SHIP TO COUNTRY", "X2:iso3166alpha2", Query, requires: "00"),
        Row("4308", "4308", "SHIP TO PHONE", "X1-30", Query, requires: "00"),
        Row("4309", "4309", "SHIP TO GEO", "N10:latitude N10:longitude", Query, requires: "00"),
        Row("4310", "4310", "RTN TO COMP", "X1-35:pcenc", Query, requires: "00"),
        Row("4311", "4311", "RTN TO NAME", "X1-35:pcenc", Query, requires: "00"),
        Row("4312", "4312", "RTN TO ADD1", "X1-70:pcenc", Query, requires: "00"),
        Row("4313", "4313", "RTN TO ADD2", "X1-70:pcenc", Query, requires: "4312"),
        Row("4314", "4314", "RTN TO SUB", "X1-70:pcenc", Query, requires: "00"),
        Row("4315", "4315", "RTN TO LOC", "X1-70:pcenc", Query, requires: "00"),
        Row("4316", "4316", "RTN TO REG", "X1-70:pcenc", Query, requires: "00"),
        Row("4317", "4317", "RTN TO COUNTRY", "X2:iso3166alpha2", Query, requires: "00"),
        Row("4318", "4318", "RTN TO POST", "X1-20", Query, requires: "00"),
        Row("4319", "4319", "RTN TO PHONE", "X1-30", Query, requires: "00"),
        Row("4320", "4320", "SRV DESCRIPTION", "X1-35:pcenc", Query, requires: "00"),
        Row("4321", "4321", "DANGEROUS GOODS", "N1:yesno", Query, requires: "00"),
        Row("4322", "4322", "AUTH TO LEAVE", "N1:yesno", Query, requires: "00"),
        Row("4323", "4323", "SIG REQUIRED", "N1:yesno", Query, requires: "00"),
        Row("4324", "4324", "NOT BEF DEL DT", "N6:yymmd0 N4:hhmi", Query, requires: "00"),
        Row("4325", "4325", "NOT AFT DEL DT", "N6:yymmd0 N4:hhmi", Query, requires: "00"),
        Row("4326", "4326", "REL DATE", "N6:yymmdd", Query, requires: "00"),
        Row("4330", "4330", "MAX TEMP F.", "N6 X1:hyphen?", Query, requires: "00", excludes: "4331"),
        Row("4331", "4331", "MAX TEMP C.", "N6 X1:hyphen?", Query, requires: "00", excludes: "4330"),
        Row("4332", "4332", "MIN TEMP F.", "N6 X1:hyphen?", Query, requires: "00", excludes: "4333"),
        Row("4333", "4333", "MIN TEMP C.", "N6 X1:hyphen?", Query, requires: "00", excludes: "4332"),
        Row("7001", "7001", "NSN", "N13", Query, requires: "01 02 8006 8026"),
        Row("7002", "7002", "MEAT CUT", "X1-30", Query, requires: "01 02"),
        Row("7003", "7003", "EXPIRY TIME", "N6:yymmdd N4:hhmi", Query, requires: "01 02"),
        Row("7004", "7004", "ACTIVE POTENCY", "N1-4", Query, requires: "01+10"),
        Row("7005", "7005", "CATCH AREA", "X1-12", Query, requires: "01 02"),
        Row("7006", "7006", "FIRST FREEZE DATE", "N6:yymmdd", Query, requires: "01 02"),
        Row("7007", "7007", "HARVEST DATE", "N6:yymmdd N6:yymmdd?", Query, requires: "01 02"),
        Row("7008", "7008", "AQUATIC SPECIES", "X1-3", Query, requires: "01 02"),
        Row("7009", "7009", "FISHING GEAR TYPE", "X1-10", Query, requires: "01 02"),
        Row("7010", "7010", "PROD METHOD", "X1-2", Query, requires: "01 02"),
        Row("7011", "7011", "TEST BY DATE", "N6:yymmdd N4:hhmi?", Query, requires: "01 02"),
        Row("7020", "7020", "REFURB LOT", "X1-20", Query, requires: "01 8006 & 416"),
        Row("7021", "7021", "FUNC STAT", "X1-20", Query, requires: "01 8006"),
        Row("7022", "7022", "REV STAT", "X1-20", Query, requires: "7021"),
        Row("7023", "7023", "GIAI - ASSEMBLY", "X1-30:gcppos1", Query),
        Row("7030", "7030", "PROCESSOR # 0", "N3:iso3166999 X1-27", Query, requires: "01 02"),
        Row("7031", "7031", "PROCESSOR # 1", "N3:iso3166999 X1-27", Query, requires: "01 02"),
        Row("7032", "7032", "PROCESSOR # 2", "N3:iso3166999 X1-27", Query, requires: "01 02"),
        Row("7033", "7033", "PROCESSOR # 3", "N3:iso3166999 X1-27", Query, requires: "01 02"),
        Row("7034", "7034", "PROCESSOR # 4", "N3:iso3166999 X1-27", Query, requires: "01 02"),
        Row("7035", "7035", "PROCESSOR # 5", "N3:iso3166999 X1-27", Query, requires: "01 02"),
        Row("7036", "7036", "PROCESSOR # 6", "N3:iso3166999 X1-27", Query, requires: "01 02"),
        Row("7037", "7037", "PROCESSOR # 7", "N3:iso3166999 X1-27", Query, requires: "01 02"),
        Row("7038", "7038", "PROCESSOR # 8", "N3:iso3166999 X1-27", Query, requires: "01 02"),
        Row("7039", "7039", "PROCESSOR # 9", "N3:iso3166999 X1-27", Query, requires: "01 02"),
        Row("7040", "7040", "UIC+EXT", "N1 X1 X1 X1:importeridx", None),
        Row("7041", "7041", "UFRGT UNIT TYPE", "X1-4:packagetype", None, requires: "00"),
        Row("710", "710", "NHRN PZN", "X1-20", Query, requires: "01"),
        Row("711", "711", "NHRN CIP", "X1-20", Query, requires: "01"),
        Row("712", "712", "NHRN CN", "X1-20", Query, requires: "01"),
        Row("713", "713", "NHRN DRN", "X1-20", Query, requires: "01"),
        Row("714", "714", "NHRN AIM", "X1-20", Query, requires: "01"),
        Row("715", "715", "NHRN NDC", "X1-20", Query, requires: "01"),
        Row("716", "716", "NHRN AIC", "X1-20", Query, requires: "01"),
        Row("717", "717", "NHRN SRN", "X1-20", Query, requires: "01"),
        Row("7230", "7230", "CERT # 1", "X2 X1-28", Query, requires: "01 8004"),
        Row("7231", "7231", "CERT # 2", "X2 X1-28", Query, requires: "01 8004"),
        Row("7232", "7232", "CERT # 3", "X2 X1-28", Query, requires: "01 8004"),
        Row("7233", "7233", "CERT # 4", "X2 X1-28", Query, requires: "01 8004"),
        Row("7234", "7234", "CERT # 5", "X2 X1-28", Query, requires: "01 8004"),
        Row("7235", "7235", "CERT # 6", "X2 X1-28", Query, requires: "01 8004"),
        Row("7236", "7236", "CERT # 7", "X2 X1-28", Query, requires: "01 8004"),
        Row("7237", "7237", "CERT # 8", "X2 X1-28", Query, requires: "01 8004"),
        Row("7238", "7238", "CERT # 9", "X2 X1-28", Query, requires: "01 8004"),
        Row("7239", "7239", "CERT # 10", "X2 X1-28", Query, requires: "01 8004"),
        Row("7240", "7240", "PROTOCOL", "X1-20", Query, requires: "01 8006"),
        Row("7241", "7241", "AIDC MEDIA TYPE", "N2:mediatype", Query, requires: "8017 8018"),
        Row("7242", "7242", "VCN", "X1-25", Query, requires: "8017 8018"),
        Row("7250", "7250", "DOB", "N8:yyyymmdd", Query, requires: "8018", excludes: "7251"),
        Row("7251", "7251", "DOB TIME", "N8:yyyymmdd N4:hhmi", Query, requires: "8018", excludes: "7250"),
        Row("7252", "7252", "BIO SEX", "N1:iso5218", Query, requires: "8018"),
        Row("7253", "7253", "FAMILY NAME", "X1-40:pcenc", Query, requires: "8017 8018", excludes: "7256 7259"),
        Row("7254", "7254", "GIVEN NAME", "X1-40:pcenc", Query, requires: "8017 8018", excludes: "7256 7259"),
        Row("7255", "7255", "SUFFIX", "X1-10", Query, requires: "8017 8018", excludes: "7256 7259"),
        Row("7256", "7256", "FULL NAME", "X1-90:pcenc", Query, requires: "8017 8018"),
        Row("7257", "7257", "PERSON ADDR", "X1-70:pcenc", Query, requires: "8018"),
        Row("7258", "7258", "BIRTH SEQUENCE", "X3:posinseqslash", Query, requires: "8018+7259"),
        Row("7259", "7259", "BABY", "X1-40:pcenc", Query, requires: "8018", excludes: "7256"),
        Row("8001", "8001", "DIMENSIONS", "N4:nonzero N5:nonzero N3:nonzero N1:winding N1", Query, requires: "01"),
        Row("8002", "8002", "CMT No.", "X1-20", Query),
        Row("8003", "8003", "GRAI", "N1:zero N13:csum:gcppos1 X1-16?", Query | Key),
        Row("8004", "8004", "GIAI", "X1-30:gcppos1", Query | Key, qualifiers: "7040"),
        Row("8005", "8005", "PRICE PER UNIT", "N6", Query, requires: "01 02"),
        Row("8006", "8006", "ITIP", "N14:csum:gcppos2 N4:pieceoftotal", Query | Key, excludes: "01 37", qualifiers: "22 10 21"),
        Row("8007", "8007", "IBAN", "X1-34:iban", Query, requires: "415"),
        Row("8008", "8008", "PROD TIME", "N6:yymmdd N2:hh N2:mi? N2:ss?", Query, requires: "01 02"),
        Row("8009", "8009", "OPTSEN", "X1-50", Query, requires: "00 01"),
        Row("8010", "8010", "CPID", "Y1-30:gcppos1", Query | Key, qualifiers: "8011"),
        Row("8011", "8011", "CPID SERIAL", "N1-12:nozeroprefix", None, requires: "8010"),
        Row("8012", "8012", "VERSION", "X1-20", Query, requires: "01 8006"),
        Row("8013", "8013", "GMN", "X1-25:csumalpha:gcppos1", Query | Key),
        Row("8014", "8014", "MUDI", "X1-25:csumalpha:gcppos1:hasnondigit", None, requires: "01"),
        Row("8017", "8017", "GSRN - PROVIDER", "N18:csum:gcppos1", Query | Key, excludes: "8018", qualifiers: "8019"),
        Row("8018", "8018", "GSRN - RECIPIENT", "N18:csum:gcppos1", Query | Key, excludes: "8017", qualifiers: "8019"),
        Row("8019", "8019", "SRIN", "N1-10", None, requires: "8017 8018"),
        Row("8020", "8020", "REF No.", "X1-25", None, requires: "415"),
        Row("8026", "8026", "ITIP CONTENT", "N14:csum:gcppos2 N4:pieceoftotal", Query, requires: "37", excludes: "02 8006"),
        Row("8030", "8030", "DIGSIG", "Z1-90", Query, requires: "00 01+21 253 255 8003 8004 8006+21 8010+8011 8017 8018"),
        Row("8040", "8040", "IMEI", "N15", None, requires: "01+21"),
        Row("8041", "8041", "IMEI2", "N15", None, requires: "01+21+8040"),
        Row("8042", "8042", "ESIM", "N32", None, requires: "01+21+8040"),
        Row("8043", "8043", "PSIM", "N18 N1-2?", None, requires: "01+21+8040"),
        Row("8110", "8110", "", "X1-70:couponcode", Query),
        Row("8111", "8111", "POINTS", "N4", Query, requires: "255"),
        Row("8112", "8112", "", "X1-70:couponposoffer", Query),
        Row("8200", "8200", "PRODUCT URL", "X1-70", None, requires: "01"),
        Row("90", "90", "INTERNAL", "X1-30", Query),
        Row("91", "99", "INTERNAL", "X1-90", Query),
    ];

    private static readonly byte[] LengthByPrefix = new byte[100];
    private static readonly AiDefinition?[] Two = new AiDefinition?[100];
    private static readonly AiDefinition?[] Three = new AiDefinition?[1_000];
    private static readonly AiDefinition?[] Four = new AiDefinition?[10_000];
    private static readonly List<AiDefinition> Every = [];

    static AiTable()
    {
        foreach (var range in Ranges)
            for (var number = int.Parse(range.Ai); number <= int.Parse(range.Last); number++)
                Add(range.At(number.ToString("D" + range.Ai.Length)), number);
        for (var ordinal = 0; ordinal < Every.Count; ordinal++) Every[ordinal].Place(ordinal, Every.Count);
        foreach (var definition in Every) definition.NoteConflicts(Every);
    }

    /// <summary>All definitions in the order of their identifiers, ranges spread out.</summary>
    public static IReadOnlyList<AiDefinition> All => Every;

    /// <summary>The definition whose identifier stands at the start of the bytes; null where none does.</summary>
    public static AiDefinition? Find(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2) return null;
        int a = text[0] - '0', b = text[1] - '0';
        if ((uint)a > 9 || (uint)b > 9) return null;
        var number = a * 10 + b;
        var length = LengthByPrefix[number];
        if (length == 2) return Two[number];
        if (length == 0 || text.Length < length) return null;
        var c = text[2] - '0';
        if ((uint)c > 9) return null;
        number = number * 10 + c;
        if (length == 3) return Three[number];
        var d = text[3] - '0';
        return (uint)d > 9 ? null : Four[number * 10 + d];
    }

    /// <summary>The definition of exactly this identifier; null where it is unknown.</summary>
    public static AiDefinition? Find(string ai)
    {
        if (ai.Length is < 2 or > 4 || !int.TryParse(ai, System.Globalization.NumberStyles.None, null, out var number)) return null;
        return ai.Length switch { 2 => Two[number], 3 => Three[number], _ => Four[number] };
    }

    private static void Add(AiDefinition definition, int number)
    {
        (definition.Ai.Length switch { 2 => Two, 3 => Three, _ => Four })[number] = definition;
        LengthByPrefix[int.Parse(definition.Ai.AsSpan(0, 2))] = (byte)definition.Ai.Length;
        Every.Add(definition);
    }

    private static AiDefinition Row(string first, string last, string title, string format, AiFlags flags,
        string requires = "", string excludes = "", string qualifiers = "", string? unit = null) =>
        new(first, last, title, Component.Parse(format), flags, requires, excludes, qualifiers, unit);
}
