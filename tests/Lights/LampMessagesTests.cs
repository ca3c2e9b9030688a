using Traceability.Edge.Lights.Gpio;
using Traceability.Edge.Lights.Modbus;
using Traceability.Edge.Lights.Patlite;
using Traceability.Plant;

namespace Traceability.Tests.Lights;

/// <summary>What goes over the wires of lights, byte by byte, against protocols.md sections 5 and 8.</summary>
public sealed class LampMessagesTests
{
    private static readonly TowerPicture s_redAndGreen = new TowerPicture().With(Lamp.Red, LampSignal.Steady).With(Lamp.Green, LampSignal.Steady);
    private static readonly IReadOnlyList<Lamp?> s_units = [Lamp.Red, Lamp.Yellow, Lamp.Green, Lamp.Blue, Lamp.White];

    // The kernel's macro keeps direction, size, type and number in one word.
    [Theory]
    [InlineData((uint)GpioMessages.GetChipInfo, 2, GpioMessages.ChipInfoSize, 0x01)]
    [InlineData((uint)GpioMessages.GetLine, 3, GpioMessages.LineRequestSize, 0x07)]
    [InlineData((uint)GpioMessages.GetValues, 3, GpioMessages.LineValuesSize, 0x0E)]
    [InlineData((uint)GpioMessages.SetValues, 3, GpioMessages.LineValuesSize, 0x0F)]
    public void A_gpio_request_number_holds_its_structures_size(uint request, int direction, int size, int number)
    {
        Assert.Equal((direction, size, 0xB4, number), ((int)(request >> 30), (int)(request >> 16) & 0x3FFF, (int)(request >> 8) & 0xFF, (int)request & 0xFF));
    }

    [Fact]
    public void A_gpio_line_request_has_every_field_at_the_kernels_offset_and_zero_elsewhere()
    {
        var request = GpioMessages.LineRequest([17, 27, 260], activeLow: 0b001, values: 0b101);
        var expected = new byte[592];
        (expected[0], expected[4], expected[8], expected[9]) = (17, 27, 4, 1);
        "traceability"u8.CopyTo(expected.AsSpan(256));
        expected[288] = 8;
        expected[296] = 2;
        // Attribute 0: output values; attribute 1: flags of the lines that light when low.
        (expected[320], expected[328], expected[336]) = (2, 0b101, 0b111);
        (expected[344], expected[352], expected[360]) = (1, 8 | 2, 0b001);
        expected[560] = 3;
        Assert.Equal(expected, request);
    }

    [Fact]
    public void A_gpio_request_without_active_low_lines_has_one_attribute_and_the_descriptor_is_read_from_its_end()
    {
        var request = GpioMessages.LineRequest([1], activeLow: 0, values: 1);
        Assert.Equal((1, 0), (request[296], request[344]));
        request[588] = 42;
        Assert.Equal(42, GpioMessages.Descriptor(request));
    }

    [Theory]
    [InlineData(0b101, 3, "05000000000000000700000000000000")]
    [InlineData(0x80, 8, "8000000000000000FF00000000000000")]
    [InlineData(0, 64, "0000000000000000FFFFFFFFFFFFFFFF")]
    public void Gpio_values_are_bits_and_a_mask_of_all_lines(ulong bits, int lines, string expected)
    {
        Assert.Equal(expected, Convert.ToHexString(GpioMessages.LineValues(bits, lines)));
    }

    [Fact]
    public void A_chips_label_and_lines_are_read()
    {
        var info = new byte[68];
        "gpiochip0"u8.CopyTo(info);
        "pinctrl-rp1"u8.CopyTo(info.AsSpan(32));
        info[64] = 54;
        Assert.Equal(("gpiochip0", "pinctrl-rp1", 54), GpioMessages.ChipInfo(info));
    }

    [Fact]
    public async Task Requesting_the_lines_shows_the_first_picture_and_nothing_on_the_way()
    {
        var chip = new EmulatedGpio("/dev/gpiochip3", "pinctrl-test", 54);
        var lamps = new Dictionary<Lamp, int> { [Lamp.Red] = 5, [Lamp.Green] = 6 };
        var tower = new Tower("t", "gpio", "pinctrl-test") { Lamps = lamps, ActiveLow = new HashSet<Lamp> { Lamp.Red } };
        using (await new GpioTower(tower, "pinctrl-test", chip).OpenAsync(new TowerPicture().With(Lamp.Red, LampSignal.Steady), default))
        {
            Assert.Equal((1, 0, 1), (chip.History.Count, chip.Sets.Count, chip.Requests));
            Assert.Equal((false, false), (chip[5], chip[6]));
            Assert.Equal((byte)0b01, chip.LastRequest[328]);
        }
        Assert.Equal(0, chip.Requests);
    }

    [Fact]
    public void Modbus_writes_and_reads_all_coils_at_once()
    {
        Assert.Equal("00010000000801 0F0000000801 05".Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(ModbusMessages.WriteCoils(1, 1, 0, 8, 0b101)));
        Assert.Equal("00020000000907 0F0010000A02 FF03".Replace(" ", "", StringComparison.Ordinal), Convert.ToHexString(ModbusMessages.WriteCoils(2, 7, 16, 10, 0x3FF)));
        Assert.Equal("000300000006010100000008", Convert.ToHexString(ModbusMessages.ReadCoils(3, 1, 0, 8)));
        Assert.Equal("000400000006010502020014", Convert.ToHexString(ModbusMessages.WriteCoil(4, 1, 0x202, 20)));
    }

    [Theory]
    [InlineData("0F00000008", null)]
    [InlineData("0F00000007", "confirms something else than it was told")]
    [InlineData("8F02", "refuses function 15: it has no such coil")]
    [InlineData("8F06", "refuses function 15: it is busy")]
    [InlineData("8F63", "refuses function 15: error 99")]
    [InlineData("0500000008", "answers function 5 to function 15")]
    public void A_modbus_answer_confirms_or_says_why_not(string body, string? reason)
    {
        Assert.Equal(reason, ModbusMessages.WhyNot(ModbusMessages.WriteCoils(1, 1, 0, 8, 5), Convert.FromHexString(body)));
    }

    [Theory]
    [InlineData("00010000000601", 6)]
    [InlineData("00020000000601", null)]
    [InlineData("00010001000601", null)]
    [InlineData("00010000000602", null)]
    [InlineData("0001000000FF01", null)]
    [InlineData("00010000000101", null)]
    public void A_modbus_header_must_be_the_questions(string header, int? length)
    {
        Assert.Equal(length, ModbusMessages.BodyLength(Convert.FromHexString(header), ModbusMessages.ReadCoils(1, 1, 0, 8)));
    }

    [Fact]
    public void Modbus_coils_are_read_from_the_lowest_bit_and_no_further_than_asked() =>
        Assert.Equal(0b11_0000_0101UL, ModbusMessages.Coils(Convert.FromHexString("010205FF"), 10));

    [Theory]
    [InlineData("nh", "585853000006" + "010001000000")]
    [InlineData("la6", "414253000006" + "010001000000")]
    public void Pns_sets_five_units_and_the_buzzer_in_one_command(string model, string expected) =>
        Assert.Equal(expected, Convert.ToHexString(PnsMessages.Show(PnsModel.Of(model), s_units, buzzer: true, s_redAndGreen)));

    [Theory]
    [InlineData("la6", LampSignal.Slow, 2)]
    [InlineData("la6", LampSignal.Fast, 2)]
    [InlineData("lr5", LampSignal.Slow, 2)]
    [InlineData("lr5", LampSignal.Fast, 4)]
    [InlineData("nh", LampSignal.Fast, 3)]
    public void Pns_flashes_at_the_models_rates_and_reads_them_back(string name, LampSignal signal, int code)
    {
        var model = PnsModel.Of(name);
        var told = new TowerPicture { Tone = Tone.Low }.With(Lamp.Red, signal);
        var message = PnsMessages.Show(model, s_units, buzzer: true, told);
        Assert.Equal((code, (int)model.LowTone), (message[6], message[11]));
        byte[] status = [.. new byte[model.LampsAt], .. message[6..]];
        Assert.Equal(model.StatusSize, status.Length);
        var (picture, problem) = PnsMessages.Picture(model, s_units, status, told);
        Assert.Equal((null, signal, LampSignal.Steady), (problem, picture[Lamp.Red], picture[Lamp.Buzzer]));
    }

    [Theory]
    [InlineData("la6", "000000000000000001000000000000", "smart mode")]
    [InlineData("lr5", "070000000000", "shows pattern 7 on unit 1")]
    public void A_pns_state_that_nobody_set_is_said(string name, string status, string says) =>
        Assert.Contains(says, PnsMessages.Picture(PnsModel.Of(name), s_units, Convert.FromHexString(status), default).Problem, StringComparison.Ordinal);
}
