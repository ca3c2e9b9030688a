using System.Text.RegularExpressions;
using Traceability.Edge.Screen;
using Traceability.Tests.Architecture;
using Traceability.Tests.Simulation;

namespace Traceability.Tests.Screen;

/// <summary>The languages of the screen: every text in each, none that nobody shows, and the rules' own sentences.</summary>
public sealed partial class TextsTests
{
    public static TheoryData<string> Languages => [.. Texts.All.Keys];

    [Fact]
    public void There_are_at_least_English_and_German() => Assert.Empty(new[] { "en", "de" }.Except(Texts.All.Keys));

    [Theory]
    [MemberData(nameof(Languages))]
    public void A_language_has_every_text_with_the_same_places(string language)
    {
        var (own, english) = (Texts.All[language].Keys, Texts.All[Texts.Fallback].Keys);
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), own.Keys.Order(StringComparer.Ordinal));
        Assert.All(own, text => Assert.Equal(Places(english[text.Key]), Places(text.Value)));
        Assert.All(own.Values, text => Assert.NotEqual("", text.Trim()));
    }

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    // A key is written in full, or put together from a family's name and a word: "word." and a pattern.
    [Fact]
    public void Every_text_is_shown_somewhere()
    {
        var source = string.Concat(Repository.Files("edge/Screen", "*.cs").Concat(Repository.Files("edge/Screen", "*.razor")).Select(File.ReadAllText));
        var families = Family().Matches(source).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.All(Texts.All[Texts.Fallback].Keys.Keys, key => Assert.True(source.Contains($"\"{key}\"", StringComparison.Ordinal)
            || families.Any(f => key.StartsWith(f, StringComparison.Ordinal) && !key[f.Length..].Contains('.', StringComparison.Ordinal)), $"{key} is shown nowhere"));
    }

    [Fact]
    public void Every_text_that_is_asked_for_is_there()
    {
        var source = string.Concat(Repository.Files("edge/Screen", "*.cs").Concat(Repository.Files("edge/Screen", "*.razor")).Select(File.ReadAllText));
        Assert.All(Asked().Matches(source).Select(m => m.Groups[1].Value), key => Assert.True(Texts.All[Texts.Fallback].Keys.ContainsKey(key), $"{key} is in no language"));
    }

    [Theory]
    [InlineData("Wrong lot: GLASS lot G2 in the hand, an older one is here: take lot G1 from FACE", "Falsches Los: GLASS Los G2 in der Hand, ein älteres liegt hier: Los G1 von FACE nehmen")]
    [InlineData("moved to A1", "umgelagert nach A1")]
    [InlineData("moved to A1: an older lot lies in store, or more than was recorded", "umgelagert nach A1: ein älteres Los liegt im Lager, oder mehr als erfasst war")]
    [InlineData("lot ready: scan the place it goes to", "Los ready: den Zielplatz scannen")]
    [InlineData("received held lot {0}: scan the next label", "eingegangen held Los {0}: das nächste Etikett scannen")]
    [InlineData("Not this one: GLASS lot G2: held; call a lead", "Nicht dieses: GLASS Los G2: gesperrt; Vorarbeiter rufen")]
    [InlineData("SO1 is not complete (missing 2 of 3: 095213000000000015, 095213000000000022). Scan what is missing; CMD:DONE again ends it as it is",
        "SO1 ist nicht vollständig (es fehlen 2 von 3: 095213000000000015, 095213000000000022). Das Fehlende scannen; CMD:DONE nochmals beendet ihn so")]
    [InlineData("override by Berg (the customer wants it so): SO1 ended with 2 of 4 shipped", "Freigabe durch Berg (der Kunde will es so): SO1 beendet mit 2 von 4 versandt")]
    [InlineData("cannot check: gateway g1 has not been heard yet. Nothing is allowed from FACE until it is; call a lead", "keine Prüfung: Gateway g1 wurde noch nicht gehört. Bis dahin ist von FACE nichts erlaubt; Vorarbeiter rufen")]
    [InlineData("S1 is on hold: damaged", "S1 ist gesperrt: beschädigt")]
    [InlineData("Olsen signed on: still WO1? Scan it again, or another", "Olsen angemeldet: noch WO1? Nochmals scannen, oder einen anderen")]
    [InlineData("a sentence that no phrase knows", "a sentence that no phrase knows")]
    public void A_sentence_of_the_rules_is_said_in_German_and_what_a_label_says_stays(string sentence, string german) =>
        Assert.Equal(german, Texts.All["de"].Translate(sentence));

    [PlantFact]
    public void Every_light_of_a_played_day_has_its_German_sentence()
    {
        using var play = PlantPlay.Of(Path.Combine(SharedPlants.Folder!, "northfield"));
        var untranslated = play.Lights.Select(l => l.Light.Text).Distinct().Where(t => Texts.All["de"].Translate(t) == t).ToList();
        Assert.Empty(untranslated);
    }

    [Theory]
    [InlineData("reads from /dev/ttyUSB0", "liest von /dev/ttyUSB0")]
    [InlineData("reads from /dev/ttyUSB0; scans refused: 2, the last one because it ended without a terminator; set the scanner's suffix to CR; the scanner drops the group separator (GS, 0x1D), so what follows a lot runs into it: set it to send GS",
        "liest von /dev/ttyUSB0; zurückgewiesene Lesungen: 2, die letzte, weil sie ohne Endezeichen kam; am Scanner als Suffix CR einstellen; der Scanner lässt das Trennzeichen (GS, 0x1D) weg, was auf ein Los folgt, hängt daran: GS am Scanner einschalten")]
    [InlineData("reads from /dev/input/a; scans refused: 1, the last one because it is longer than 4096 bytes", "liest von /dev/input/a; zurückgewiesene Lesungen: 1, die letzte, weil sie länger als 4096 Bytes ist")]
    [InlineData("10.0.0.7:502, coils 0 to 4: red is off and should be steady, green is steady and should be off; look at the wiring, and for another program that writes there",
        "10.0.0.7:502, coils 0 to 4: Rot ist aus statt an, Grün ist an statt aus; Verdrahtung prüfen, und ob ein anderes Programm dorthin schreibt")]
    [InlineData("10.0.0.7:502, coils 0 to 4 refuses function 15: it has no such coil", "10.0.0.7:502, coils 0 to 4 lehnt Funktion 15 ab: einen solchen Ausgang hat es nicht")]
    [InlineData("no GPIO chip is labelled 'pinctrl-rp1'; none can be opened by this user", "kein GPIO-Chip heißt „pinctrl-rp1“; dieser Benutzer darf keinen öffnen")]
    public void How_a_device_stands_is_said_in_German(string sentence, string german) => Assert.Equal(german, Texts.All["de"].Translate(sentence));

    // What is inserted stands for itself; a sentence that is nothing but insertions is the system's own.
    [Fact]
    public void Every_sentence_of_a_device_has_its_German_one()
    {
        var source = string.Concat(Repository.Files("edge/Devices", "*.cs").Concat(Repository.Files("edge/Lights", "*.cs")).Select(File.ReadAllText));
        var found = DeviceSentence().Matches(source).Select(m => (IsRefusal: m.Groups[1].Value == "Refuse", Text: Place().Replace(m.Groups[2].Value, "X1"))).Distinct().ToList();
        Assert.True(found.Count > 40, $"only {found.Count} are found");
        foreach (var (isRefusal, text) in found.Where(f => f.Text.Replace("X1", "", StringComparison.Ordinal).Any(char.IsAsciiLetter)))
        {
            var sentence = isRefusal ? $"scans refused: 1, the last one because {text}" : text;
            var german = Texts.All["de"].Translate(sentence);
            Assert.True(german != sentence && !(isRefusal && german.Contains(text.Split(';')[0], StringComparison.Ordinal)), $"{sentence} has no German sentence: {german}");
        }
    }

    [GeneratedRegex("(Missing|Faulted|Refuse|Show\\(DeviceState\\.[A-Za-z]+,)\\s*\\(?\\s*\\$?\"((?:\\{[^{}\"]*\\}|[^\"{}])*)\"[,)]")]
    private static partial Regex DeviceSentence();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex("\"([a-z]+\\.)(?:\"|\\{)")]
    private static partial Regex Family();

    [GeneratedRegex("(?:Texts|texts)(?:\\[|\\.Fill\\()\"([a-z0-9A-Z.]*[a-z0-9A-Z])\"")]
    private static partial Regex Asked();
}
