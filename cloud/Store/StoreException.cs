namespace Traceability.Cloud.Store;

/// <summary>The store cannot be used: it belongs to a newer build, to another process, or is damaged. The sentence names the way out.</summary>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
