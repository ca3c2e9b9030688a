namespace Traceability.Edge.Devices.HidPos;

/// <summary>One input field of a report: where its bits begin, the report's id byte counted, and how many elements of which size follow.</summary>
public readonly record struct HidField(byte Report, uint Usage, int Bit, int ElementBits, int Count);

/// <summary>What a HID device says of itself: the usages of its applications (page in the upper half), and the fields it sends.</summary>
public sealed record HidDescriptor(IReadOnlyList<uint> Applications, IReadOnlyList<HidField> Fields)
{
    /// <summary>The longest report that is believed, in bytes; descriptors come from whatever was plugged in.</summary>
    public const int LongestReport = 4096;
    private const int MostFields = 1024, MostUsages = 256, MostPushed = 16;

    /// <summary>Walks the items (HID 1.11, section 6.2.2). Null where they cannot be followed; never an exception.</summary>
    public static HidDescriptor? Read(ReadOnlySpan<byte> bytes)
    {
        var walk = new Walk();
        while (bytes.Length > 0)
        {
            const byte longItem = 0xFE;
            if (bytes[0] == longItem)
            {
                if (bytes.Length < 3 || bytes.Length < 3 + bytes[1]) return null;
                bytes = bytes[(3 + bytes[1])..];
                continue;
            }
            var size = (bytes[0] & 3) == 3 ? 4 : bytes[0] & 3;
            if (bytes.Length < 1 + size) return null;
            uint value = 0;
            for (var i = size; i > 0; i--) value = value << 8 | bytes[i];
            if (!walk.Take(bytes[0] & 0xFC, value, size)) return null;
            bytes = bytes[(1 + size)..];
        }
        return new HidDescriptor(walk.Applications, walk.Fields);
    }

    /// <summary>The state of the walk: what holds until changed, what holds for the next main item, and how far each report is filled.</summary>
    private sealed class Walk
    {
        private readonly record struct Held(uint Page, uint Bits, uint Count, byte Report);

        private readonly Stack<Held> _pushed = new();
        private readonly List<uint> _usages = [];
        private readonly Dictionary<byte, int> _filled = [];
        private Held _held;
        private uint _least;

        public List<uint> Applications { get; } = [];
        public List<HidField> Fields { get; } = [];

        public bool Take(int item, uint value, int size)
        {
            switch (item)
            {
                case 0x04: _held = _held with { Page = value }; return true;
                case 0x74: _held = _held with { Bits = value }; return true;
                case 0x84: _held = _held with { Report = (byte)value }; return true;
                case 0x94: _held = _held with { Count = value }; return true;
                case 0xA4: _pushed.Push(_held); return _pushed.Count <= MostPushed;
                case 0xB4: return _pushed.TryPop(out _held);
                case 0x08: _usages.Add(Paged(value, size)); return _usages.Count <= MostUsages;
                case 0x18: _least = Paged(value, size); return true;
                case 0x28: return Range(Paged(value, size));
                default: return (item & 0x0C) != 0 || Main(item, value);
            }
        }

        private uint Paged(uint value, int size) => size == 4 ? value : _held.Page << 16 | value;

        private bool Range(uint most)
        {
            for (var usage = _least; usage <= most; usage++)
            {
                _usages.Add(usage);
                if (_usages.Count > MostUsages) return false;
            }
            return true;
        }

        private bool Main(int item, uint value)
        {
            const int input = 0x80, collection = 0xA0, application = 1;
            var fits = true;
            if (item == collection && value == application && _usages.Count > 0 && Applications.Count < MostFields) Applications.Add(_usages[0]);
            if (item == input) fits = Input(isConstant: (value & 1) != 0);
            _usages.Clear();
            _least = 0;
            return fits;
        }

        // Fewer usages than elements: the last one names the rest.
        private bool Input(bool isConstant)
        {
            const int mostBits = LongestReport * 8;
            if (_held.Bits > 32 || _held.Count > mostBits) return false;
            var bit = _filled.GetValueOrDefault(_held.Report, _held.Report == 0 ? 0 : 8);
            var end = bit + (int)(_held.Bits * _held.Count);
            if (end > mostBits) return false;
            _filled[_held.Report] = end;
            for (var i = 0; !isConstant && i < _usages.Count && i < _held.Count; i++, bit += (int)_held.Bits)
            {
                var count = i == _usages.Count - 1 ? (int)_held.Count - i : 1;
                Fields.Add(new HidField(_held.Report, _usages[i], bit, (int)_held.Bits, count));
            }
            return Fields.Count <= MostFields;
        }
    }
}
