using System.Collections.Concurrent;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Traceability.Tests.Delivery.EventHubs;

/// <summary>The hub's two desks where a question gets one answer: $cbs takes tokens, $management tells of the hub and its partitions.</summary>
internal sealed class HubAnswers(TestHub hub)
{
    private readonly ConcurrentDictionary<string, SendingAmqpLink> _replies = new(StringComparer.Ordinal);

    public void Attach(AmqpLink link, HubGuard guard)
    {
        if (link is ReceivingAmqpLink questions)
        {
            questions.RegisterMessageListener(question =>
            {
                var (status, description, body) = Ask(question, guard);
                Reply(question, status, description, body);
                questions.DisposeDelivery(question, true, AmqpConstants.AcceptedOutcome);
            });
            return;
        }
        var to = ((Target)link.Settings.Target).Address.ToString()!;
        _replies[to] = (SendingAmqpLink)link;
        link.SafeAddClosed((_, _) => _replies.TryRemove(to, out var _));
    }

    private (int Status, string Description, AmqpMap? Body) Ask(AmqpMessage question, HubGuard guard)
    {
        string Of(string name) => question.ApplicationProperties.Map.TryGetValue<string>(name, out var value) ? value : "";
        if (Of("operation") == "put-token") return guard.Take((string)question.ValueBody.Value) is { } refused ? (401, refused, null) : (202, "Accepted", null);
        if (guard.Take(Of("security_token")) is { } no) return (401, no, null);
        if (Of("name") != TestHub.Name) return (404, $"The messaging entity '{Of("name")}' could not be found.", null);
        return Of("type") == "com.microsoft:partition" ? Partition(Of("partition")) : (200, "OK", Hub());
    }

    private AmqpMap Hub() => new()
    {
        [new MapKey("name")] = TestHub.Name,
        [new MapKey("created_at")] = hub.Entries.CreatedAt,
        [new MapKey("partition_count")] = hub.Entries.Ids.Length,
        [new MapKey("partition_ids")] = hub.Entries.Ids,
    };

    private (int Status, string Description, AmqpMap? Body) Partition(string id)
    {
        if (!hub.Entries.Ids.Contains(id)) return (400, $"The specified partition is invalid for an EventHub partition sender or receiver: {id}.", null);
        var (first, entries) = hub.Entries.Look(Array.IndexOf(hub.Entries.Ids, id));
        return (200, "OK", new AmqpMap
        {
            [new MapKey("name")] = TestHub.Name,
            [new MapKey("partition")] = id,
            [new MapKey("begin_sequence_number")] = first,
            [new MapKey("last_enqueued_sequence_number")] = first + entries.Count - 1,
            [new MapKey("last_enqueued_offset")] = entries.Count == 0 ? "-1" : $"{entries[^1].Offset}",
            [new MapKey("last_enqueued_time_utc")] = entries.Count == 0 ? hub.Entries.CreatedAt : entries[^1].Enqueued,
            [new MapKey("is_partition_empty")] = entries.Count == 0,
        });
    }

    private void Reply(AmqpMessage question, int status, string description, AmqpMap? body)
    {
        if (!_replies.TryGetValue(question.Properties.ReplyTo.ToString()!, out var link)) return;
        var answer = AmqpMessage.Create(new AmqpValue { Value = body });
        answer.Properties.CorrelationId = question.Properties.MessageId;
        answer.ApplicationProperties = new ApplicationProperties();
        answer.ApplicationProperties.Map["status-code"] = status;
        answer.ApplicationProperties.Map["status-description"] = description;
        link.SendMessageNoWait(answer, AmqpConstants.EmptyBinary, AmqpConstants.NullBinary);
    }
}
