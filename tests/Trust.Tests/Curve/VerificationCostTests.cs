using AIoT.Embedded.Inference;
using AIoT.Embedded.ModelTools.Meter;

namespace AIoT.Embedded.Trust.Tests.Curve;

/// <summary>
/// What a signature costs a board, by the opcode meter. The bar is 10 s. Assumed as docs/opcode-meter.md says: an interpreter alone on its core,
/// 216 MHz (STM32F769, the slower of the boards) and one instruction every two cycles.
/// </summary>
public sealed class VerificationCostTests
{
    private static readonly LatencyEstimate Board = new(216e6, 0.5);

    [Fact]
    public void A_signature_is_verified_within_a_fifth_of_the_ten_seconds()
    {
        OpcodeReport report = new OpcodeMeter(CostTable.NanoFramework1()).Measure<VerifyWork>([typeof(Es256).Assembly.Location, typeof(Sha256).Assembly.Location]);
        Assert.True(Board.Of(report) < TimeSpan.FromSeconds(2), $"{Board.Of(report).TotalSeconds:F2} s\n{report.Describe()}");
    }

    [Fact]
    public void An_image_of_64_KB_is_hashed_and_its_signature_verified_within_ten_seconds()
    {
        OpcodeReport report = new OpcodeMeter(CostTable.NanoFramework1()).Measure<HashWork>([typeof(Sha256).Assembly.Location]);
        Assert.True(Board.Of(report) < TimeSpan.FromSeconds(8), $"{Board.Of(report).TotalSeconds:F2} s\n{report.Describe()}");
    }
}
