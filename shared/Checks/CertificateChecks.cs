using System.Formats.Asn1;
using System.Security.Cryptography;
using Traceability.Messaging;

namespace Traceability.Checks;

/// <summary>Certificates as their files tell: whole, ours, in time, and closed to others. And the age of the list of revoked ones.</summary>
public static class CertificateChecks
{
    /// <summary>A third of the longest life: who renews by then has a month for what goes wrong.</summary>
    private const int RenewDays = 30;
    private const int OldListDays = 90;

    public static IEnumerable<Finding> Of(MqttTls tls, string name, DateTimeOffset now)
    {
        TlsCertificate? own = null;
        string? fault = null;
        try
        {
            own = TlsCertificate.Read(tls);
        }
        catch (MqttException e)
        {
            fault = e.Message;
        }
        if (own is null)
        {
            yield return Finding.Fault("certificate", fault!, $"where the authority is: deploy/pki issue {name}; copy the three files of issued/{name} here, and let root and the group traceability read them");
            yield break;
        }
        yield return Dates(own, name, now) ?? Finding.Ok("certificate", $"{tls.CertificateFile} is that of {name}, with its key, and good for {(own.Until - now).Days} days");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(tls.KeyFile) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)) != 0)
            yield return Finding.Warning("key", $"{tls.KeyFile} is open to others on this machine", $"sudo chgrp traceability {tls.KeyFile}; sudo chmod 640 {tls.KeyFile}");
    }

    private static Finding? Dates(TlsCertificate own, string name, DateTimeOffset now)
    {
        if (own.Name != name) return Finding.Fault("certificate", $"it is that of '{own.Name}', and this is '{name}': the broker would let this one speak as the other", $"where the authority is: deploy/pki issue {name}; copy the three files of issued/{name} here");
        if (now < own.From) return Finding.Fault("certificate", $"it is not valid before {own.From:yyyy-MM-dd HH:mm} UTC, and by this machine's clock it is {now:yyyy-MM-dd HH:mm}", "set the clock: sudo timedatectl set-ntp true");
        if (now > own.Until) return Finding.Fault("certificate", $"it expired on {own.Until:yyyy-MM-dd}", $"where the authority is: deploy/pki renew {name}; copy the three files of issued/{name} here, nothing needs a restart");
        return (own.Until - now).Days >= RenewDays ? null
            : Finding.Warning("certificate", $"{(own.Until - now).Days} days are left", $"where the authority is: deploy/pki renew {name}; copy the three files of issued/{name} here, nothing needs a restart");
    }

    /// <summary>A list that has expired locks every gateway out; an old one may lack who was revoked since.</summary>
    public static Finding RevokedList(string file, DateTimeOffset now)
    {
        const string Remedy = "where the authority is: deploy/pki refresh; then copy its broker folder to the broker's machine and reload mosquitto";
        try
        {
            var (made, next) = Times(File.ReadAllText(file));
            if (now > next) return Finding.Fault("revoked list", $"{file} expired on {next:yyyy-MM-dd}: the broker lets nobody in that connects anew", Remedy);
            var days = (now - made).Days;
            return days > OldListDays ? Finding.Warning("revoked list", $"{file} is {days} days old", Remedy) : Finding.Ok("revoked list", $"{file} is {days} days old, good until {next:yyyy-MM-dd}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or AsnContentException or ArgumentException)
        {
            return Finding.Fault("revoked list", $"{file} cannot be used: {e.Message}", Remedy);
        }
    }

    // RFC 5280 section 5.1: CertificateList is a sequence whose first part is version, signature, issuer, thisUpdate, nextUpdate.
    private static (DateTimeOffset Made, DateTimeOffset Next) Times(string text)
    {
        var fields = PemEncoding.Find(text);
        var list = new AsnReader(Convert.FromBase64String(text[fields.Base64Data]), AsnEncodingRules.DER).ReadSequence().ReadSequence();
        if (list.PeekTag().HasSameClassAndValue(Asn1Tag.Integer)) list.ReadInteger();
        list.ReadSequence();
        list.ReadSequence();
        return (Time(list), Time(list));
    }

    private static DateTimeOffset Time(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(new Asn1Tag(UniversalTagNumber.UtcTime)) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();
}
