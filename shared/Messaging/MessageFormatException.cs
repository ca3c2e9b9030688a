namespace Traceability.Messaging;

/// <summary>A payload that cannot be taken. The message is a sentence; whoever received the payload keeps it with that sentence.</summary>
public sealed class MessageFormatException(string message) : Exception(message);
