using System.Globalization;
using Microsoft.Data.Sqlite;
using Traceability.Checks;
using Traceability.Cloud.Store;

namespace Traceability.Cloud.Doctor;

/// <summary>The records on disk: read beside a running service, never written.</summary>
internal static class StoreChecks
{
    // For a person to type.
    private const string Reasons = "SELECT topic, reason FROM quarantine";
    private static readonly TimeSpan OldSnapshot = TimeSpan.FromDays(7);

    private static string FileOf(string data) => Path.Combine(data, "store.db");

    /// <summary>The store's lock says so.</summary>
    public static bool IsRunning(string data) => FileClaim.IsHeld(FileOf(data) + ".lock");

    public static IReadOnlyList<Finding> Of(string data, bool runs, DateTimeOffset now)
    {
        var file = FileOf(data);
        if (!File.Exists(file)) return [Finding.Ok("store", "none yet, the first start makes it")];
        try
        {
            using var connection = StoreFile.OpenReader(file);
            var version = (long)StoreFile.Scalar(connection, "PRAGMA user_version")!;
            if (version > StoreFile.Version)
                return [Finding.Fault("store", $"{file} was written by a newer build (version {version}, this build knows {StoreFile.Version})",
                    "install that build again; nothing was changed")];
            var events = (long)StoreFile.Scalar(connection, "SELECT count(*) FROM event")!;
            List<Finding> found = [Finding.Ok("store", $"{events} events, version {version}{(runs ? ", open in the running service" : "")}")];
            found.AddRange(Marks(connection));
            found.AddRange(Silent(connection, now));
            AddCount(found, connection, "conflicts", "SELECT count(*) FROM conflict WHERE dealt = 0",
                "records contradict what is committed: a gateway's journal was rolled back or cloned, and its mark stands still",
                "look at that gateway: traceability-gateway check; a cloned card is a new gateway with a code of its own");
            AddCount(found, connection, "quarantine", "SELECT count(*) FROM quarantine",
                "messages could not be read and are kept with their reason", $"sqlite3 {file} '{Reasons}'");
            return found;
        }
        catch (SqliteException e)
        {
            return [Finding.Fault("store", $"{file} cannot be read: {e.Message}",
                "keep the file and copy it away; start with a copy that is whole, or with none: the gateways send again what they still have")];
        }
    }

    private static IEnumerable<Finding> Marks(SqliteConnection connection)
    {
        using var command = StoreFile.Prepared(connection, "SELECT gateway, committed, highest FROM stream WHERE highest > committed ORDER BY gateway");
        using var row = command.ExecuteReader();
        var isWhole = true;
        while (row.Read())
        {
            isWhole = false;
            yield return Finding.Warning("marks", $"{row.GetString(0)} is committed up to {row.GetInt64(1)}, though {row.GetInt64(2)} is known: numbers between are missing",
                "the gateway is asked for them by itself as soon as it is connected; look whether it is, and at its disk");
        }
        if (isWhole) yield return Finding.Ok("marks", "every gateway's numbers are whole");
    }

    private static IEnumerable<Finding> Silent(SqliteConnection connection, DateTimeOffset now)
    {
        using var command = StoreFile.Prepared(connection, "SELECT gateway, max(heard) FROM stream GROUP BY gateway HAVING max(heard) > 0 ORDER BY gateway");
        using var row = command.ExecuteReader();
        while (row.Read())
            if (now - DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)) is { TotalDays: > 1 } silence)
                yield return Finding.Warning("gateway", $"{row.GetString(0)} sent its last event {silence.TotalDays.ToString("0", CultureInfo.InvariantCulture)} days ago",
                    "where it should be at work: traceability-gateway check on its machine");
    }

    private static void AddCount(List<Finding> found, SqliteConnection connection, string subject, string sql, string text, string remedy)
    {
        if (StoreFile.Scalar(connection, sql) is long count and > 0) found.Add(Finding.Warning(subject, $"{count} {text}", remedy));
    }

    /// <summary>Without a snapshot a start tells all events again; it needs no mending, only patience.</summary>
    public static Finding Snapshot(string data, DateTimeOffset now)
    {
        var file = Path.Combine(data, "genealogy.snapshot");
        if (!File.Exists(file)) return Finding.Ok("snapshot", "none yet: a start tells all events again, which takes longer");
        var age = now - new DateTimeOffset(File.GetLastWriteTimeUtc(file), TimeSpan.Zero);
        return age < OldSnapshot ? Finding.Ok("snapshot", $"{age.TotalDays.ToString("0", CultureInfo.InvariantCulture)} days old")
            : Finding.Warning("snapshot", $"{age.TotalDays.ToString("0", CultureInfo.InvariantCulture)} days old",
                "harmless where little happened since; else look in the log why none was written, most often for want of room");
    }
}
