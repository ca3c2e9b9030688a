using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Traceability.Edge.Journal;

/// <summary>
/// A file of pages whose changes between two calls of <see cref="Flush"/> become durable together or not at all, also when the power
/// goes in the midst of a write. LiteDB takes it for its data file. A flush appends what has changed to a log, with one fsync;
/// a frame of the log counts only if its checksum is right and those before it are whole. The first time that a page is changed
/// after the log was begun anew it is logged whole, so that a page torn by the later write to the data file is mended by the log.
/// </summary>
internal sealed partial class PageFile : Stream
{
    private const int PageSize = 8192, HeaderSize = 48, SumSize = 32, MinimalGap = 16, Interrupted = 4;
    private const long ShortLog = 256 << 10, LongLog = 4 << 20;

    private readonly SafeFileHandle _data;
    private readonly SafeFileHandle _log;

    /// <summary>Newer than the data file: what the log holds, whole pages by their number.</summary>
    private readonly Dictionary<long, byte[]> _logged = [];
    private readonly Dictionary<long, byte[]> _changed = [];
    private readonly MemoryStream _frame = new();
    private ulong _generation;
    private uint _sequence;
    private long _logEnd;
    private long _length;

    public PageFile(string path)
    {
        _data = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        _log = File.OpenHandle(path + "-log", FileMode.OpenOrCreate, FileAccess.ReadWrite);
        ReadLog();
        _length = KnownLength();
    }

    /// <summary>The next flush need not reach the disk before it returns; a later one takes it along.</summary>
    public bool IsRelaxed { get; set; }

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => true;
    public override long Length => _length;
    public override long Position { get; set; }

    /// <summary>Forgets what was written since the last flush: it has failed, and nobody may see any of it.</summary>
    public void Forget()
    {
        _changed.Clear();
        _length = KnownLength();
    }

    // LiteDB reads under a lock on the stream that it was given, so this object is the lock of everything here.
    public override void Flush()
    {
        lock (this)
        {
            if (_changed.Count == 0) return;
            var frame = Frame();
            RandomAccess.Write(_log, frame, _logEnd);
            if (!IsRelaxed) Sync(_log);
            foreach (var (number, page) in _changed) _logged[number] = page;
            _changed.Clear();
            _logEnd += frame.Length;
            _sequence++;
        }
    }

    /// <summary>Brings the log's pages to the data file where it has become as long as that, or at any rate; the log then begins anew.</summary>
    public void Settle(bool always = false)
    {
        lock (this)
        {
            if (_logged.Count == 0 || (!always && _logEnd < Math.Clamp(_length, ShortLog, LongLog))) return;
            // A relaxed frame may not be on the disk yet, and a page must be in the log before it is written over.
            Sync(_log);
            foreach (var (number, page) in _logged.OrderBy(p => p.Key)) RandomAccess.Write(_data, page, number * PageSize);
            Sync(_data);
            BeginLog();
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = 0;
        while (read < count && Position < _length)
        {
            var (number, at) = Math.DivRem(Position, PageSize);
            var part = (int)Math.Min(Math.Min(count - read, PageSize - at), _length - Position);
            var target = buffer.AsSpan(offset + read, part);
            if (Newest(number) is { } page) page.AsSpan((int)at, part).CopyTo(target);
            else ReadData(target);
            read += part;
            Position += part;
        }
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        for (var written = 0; written < count;)
        {
            var (number, at) = Math.DivRem(Position, PageSize);
            var part = (int)Math.Min(count - written, PageSize - at);
            Changed(number, whole: part == PageSize);
            buffer.AsSpan(offset + written, part).CopyTo(_changed[number].AsSpan((int)at));
            written += part;
            Position += part;
            _length = Math.Max(_length, (number + 1) * PageSize);
        }
    }

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => _length };

    public override void SetLength(long value) => throw new NotSupportedException("A journal's file of pages never becomes shorter.");

    /// <summary>Brings everything to the data file and empties the log: the file is whole without it, for whoever wants to look into it.</summary>
    public void Complete()
    {
        try
        {
            Settle(always: true);
            RandomAccess.SetLength(_log, 0);
        }
        catch (IOException)
        {
            // A disk that takes no more: the log has it all, and the next start reads it there.
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _data.Dispose();
            _log.Dispose();
        }
        base.Dispose(disposing);
    }

    // A file that ends within a page was being made longer when the power went; the log has that page.
    private long KnownLength() => Math.Max(RandomAccess.GetLength(_data) / PageSize, _logged.Count == 0 ? 0 : _logged.Keys.Max() + 1) * PageSize;

    private byte[]? Newest(long number) => _changed.TryGetValue(number, out var page) || _logged.TryGetValue(number, out page) ? page : null;

    private void Changed(long number, bool whole)
    {
        if (_changed.ContainsKey(number)) return;
        var page = new byte[PageSize];
        if (!whole && _logged.TryGetValue(number, out var before)) before.CopyTo(page, 0);
        else if (!whole) _ = RandomAccess.Read(_data, page, number * PageSize);
        _changed[number] = page;
    }

    private void ReadData(Span<byte> target)
    {
        for (var read = 0; read < target.Length;)
        {
            var got = RandomAccess.Read(_data, target[read..], Position + read);
            if (got == 0) throw new EndOfStreamException($"the file of pages ends before {Position + target.Length}.");
            read += got;
        }
    }

    // generation 8, sequence 4, pages 4, SHA-256 of all that and of the body 32; the body: per page its number 8, runs 4, per run offset 4, length 4, bytes.
    private byte[] Frame()
    {
        _frame.SetLength(HeaderSize + 8);
        _frame.Position = HeaderSize + 8;
        Span<byte> number = stackalloc byte[12];
        foreach (var (page, content) in _changed)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, page);
            var runs = _logged.TryGetValue(page, out var before) ? Runs(before, content) : [(0, PageSize)];
            BinaryPrimitives.WriteInt32LittleEndian(number[8..], runs.Count);
            _frame.Write(number);
            foreach (var (offset, length) in runs)
            {
                BinaryPrimitives.WriteInt32LittleEndian(number, offset);
                BinaryPrimitives.WriteInt32LittleEndian(number[4..], length);
                _frame.Write(number[..8]);
                _frame.Write(content, offset, length);
            }
        }
        var frame = _frame.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(frame, _generation);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), _sequence);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(12), _changed.Count);
        BinaryPrimitives.WriteInt64LittleEndian(frame.AsSpan(HeaderSize), frame.Length);
        SumOf(frame).CopyTo(frame, 16);
        return frame;
    }

    private static byte[] SumOf(byte[] frame)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sum.AppendData(frame, 0, HeaderSize - SumSize);
        sum.AppendData(frame, HeaderSize, frame.Length - HeaderSize);
        return sum.GetHashAndReset();
    }

    private static List<(int Offset, int Length)> Runs(byte[] before, byte[] after)
    {
        var runs = new List<(int Offset, int Length)>();
        for (var at = 0; ;)
        {
            at += after.AsSpan(at).CommonPrefixLength(before.AsSpan(at));
            if (at == PageSize) return runs;
            var (end, same) = (at, 0);
            // A short stretch that is the same costs less than a run of its own.
            while (end < PageSize && same < MinimalGap) same = after[end] == before[end++] ? same + 1 : 0;
            runs.Add((at, end - same - at));
            at = end;
        }
    }

    private void ReadLog()
    {
        Span<byte> header = stackalloc byte[HeaderSize + 8];
        while (RandomAccess.Read(_log, header, _logEnd) == header.Length)
        {
            var (generation, length) = (BinaryPrimitives.ReadUInt64LittleEndian(header), BinaryPrimitives.ReadInt64LittleEndian(header[HeaderSize..]));
            if (_sequence > 0 && generation != _generation) break;
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) != _sequence || length <= header.Length || length > RandomAccess.GetLength(_log) - _logEnd) break;
            var frame = new byte[length];
            if (RandomAccess.Read(_log, frame, _logEnd) != length || !SumOf(frame).AsSpan().SequenceEqual(frame.AsSpan(16, SumSize))) break;
            Replay(frame);
            _generation = generation;
            _sequence++;
            _logEnd += length;
        }
        if (_sequence == 0) BeginLog();
    }

    private void Replay(byte[] frame)
    {
        var at = HeaderSize + 8;
        for (var left = BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(12)); left > 0; left--)
        {
            var number = BinaryPrimitives.ReadInt64LittleEndian(frame.AsSpan(at));
            at += 8;
            if (!_logged.TryGetValue(number, out var page)) _logged[number] = page = new byte[PageSize];
            for (var runs = Next(frame, ref at); runs > 0; runs--)
            {
                var (offset, length) = (Next(frame, ref at), Next(frame, ref at));
                frame.AsSpan(at, length).CopyTo(page.AsSpan(offset));
                at += length;
            }
        }
    }

    private static int Next(byte[] frame, ref int at)
    {
        at += 4;
        return BinaryPrimitives.ReadInt32LittleEndian(frame.AsSpan(at - 4));
    }

    // Frames of an earlier generation stay behind the end until they are written over; its random number tells them apart.
    private void BeginLog()
    {
        _logged.Clear();
        _generation = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8));
        (_sequence, _logEnd) = (0, 0);
    }

    // .NET's own flush to disk says nothing when the disk refuses it, and then an event would be told as kept that is not.
    private static void Sync(SafeFileHandle file)
    {
        while (Fsync(file) != 0)
            if (Marshal.GetLastPInvokeError() is var error && error != Interrupted)
                throw new IOException($"The disk does not promise to keep what was written: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);
}
