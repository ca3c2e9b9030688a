using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Traceability.Tests.Delivery.EventHubs;

/// <summary>What flows: events into the hub, single or batched, and out of a partition from the position that the reader's selector names.</summary>
internal static partial class HubTransfers
{
    private const uint Batched = 0x80013700;
    private static int _tags;

    [GeneratedRegex(@"^amqp\.annotation\.x-opt-(?<what>sequence-number|offset) (?<how>>=?) '?(?<number>-?\d+)'?$")]
    private static partial Regex Selector { get; }

    [GeneratedRegex(@"^events/ConsumerGroups/\$Default/Partitions/(?<id>\d+)$")]
    private static partial Regex Reader { get; }

    public static void Take(ReceivingAmqpLink link, string address, TestHub hub)
    {
        if (address != TestHub.Name) throw new AmqpException(AmqpErrorCode.NotFound, $"The messaging entity 'sb://{hub.Host}/{address}' could not be found.");
        link.RegisterMessageListener(message =>
        {
            var key = KeyOf(message);
            if ((key?.Length > 128 ? Argument("The partition key is too long.") : hub.Refuses(address)) is { } error)
            {
                link.DisposeMessage(message, new Rejected { Error = error }, true, false);
                return;
            }
            if (message.MessageFormat == Batched)
                foreach (var data in message.DataBody)
                    using (var one = AmqpMessage.CreateAmqpStreamMessage(new BufferListStream([(ArraySegment<byte>)data.Value]))) Keep(one, KeyOf(one) ?? key, hub);
            else
                Keep(message, key, hub);
            link.AcceptMessage(message, true, false);
        });
    }

    public static void Give(SendingAmqpLink link, string address, TestHub hub)
    {
        var partition = Reader.Match(address) is { Success: true } match ? Array.IndexOf(hub.Entries.Ids, match.Groups["id"].Value) : -1;
        if (partition < 0) throw new AmqpException(AmqpErrorCode.NotFound, $"The messaging entity 'sb://{hub.Host}/{address}' could not be found.");
        var filter = ((Source)link.Settings.Source).FilterSet.Select(f => f.Value).OfType<DescribedType>().Single();
        var from = Selector.Match((string)filter.Value);
        if (!from.Success) throw new AmqpException(AmqpErrorCode.InvalidField, $"No selector of this hub: {filter.Value}");
        var number = long.Parse(from.Groups["number"].Value, CultureInfo.InvariantCulture) + (from.Groups["how"].Value == ">" ? 1 : 0);
        Func<HubEntry, long> place = from.Groups["what"].Value == "offset" ? e => e.Offset : e => e.Sequence;
        var (first, entries) = hub.Entries.Look(partition);
        var last = first + entries.Count - 1;
        if (from.Groups["what"].Value != "offset" && number > last + 1)
            throw new AmqpException(Argument($"The supplied sequence number '{number}' is invalid. The last sequence number in the system is '{last}'"));
        link.Opened += (_, _) => _ = Task.Run(() => GiveAsync(link, hub.Entries, partition, e => place(e) >= number));
    }

    private static async Task GiveAsync(SendingAmqpLink link, HubEntries all, int partition, Func<HubEntry, bool> wanted)
    {
        var given = -1L;
        try
        {
            while (link.State == AmqpObjectState.Opened)
            {
                var bell = all.Bell;
                foreach (var entry in all.Look(partition).Entries.Where(e => e.Sequence > given && wanted(e)))
                {
                    // Waits for the reader's credit.
                    var tag = new ArraySegment<byte>(BitConverter.GetBytes(Interlocked.Increment(ref _tags)));
                    await link.SendMessageAsync(Message(entry), tag, AmqpConstants.NullBinary, TimeSpan.FromMinutes(5));
                    given = entry.Sequence;
                }
                await bell;
            }
        }
        catch (Exception e) when (e is AmqpException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // The reader has gone, with or without a word.
        }
    }

    private static void Keep(AmqpMessage message, string? key, TestHub hub)
    {
        var body = message.DataBody.SelectMany(d => (ArraySegment<byte>)d.Value).ToArray();
        var properties = message.ApplicationProperties?.Map.ToDictionary(p => p.Key.ToString()!, p => p.Value, StringComparer.Ordinal);
        hub.Entries.Add(hub.Entries.Of(key), key, body, properties ?? []);
    }

    private static Error Argument(string description) => new() { Condition = "com.microsoft:argument-error", Description = description };

    private static string? KeyOf(AmqpMessage message) => message.MessageAnnotations?.Map.TryGetValue<string>("x-opt-partition-key", out var key) == true ? key : null;

    private static AmqpMessage Message(HubEntry entry)
    {
        var message = AmqpMessage.Create(new Data { Value = new ArraySegment<byte>(entry.Body) });
        message.ApplicationProperties = new ApplicationProperties();
        foreach (var (name, value) in entry.Properties) message.ApplicationProperties.Map[name] = value;
        message.MessageAnnotations.Map["x-opt-sequence-number"] = entry.Sequence;
        message.MessageAnnotations.Map["x-opt-offset"] = entry.Offset.ToString(CultureInfo.InvariantCulture);
        message.MessageAnnotations.Map["x-opt-enqueued-time"] = entry.Enqueued;
        if (entry.Key is not null) message.MessageAnnotations.Map["x-opt-partition-key"] = entry.Key;
        return message;
    }
}
