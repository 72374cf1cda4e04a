namespace AIoT.Embedded.Gateway.Attestation.Tpm;

/// <summary>Platform configuration registers of one bank (TPMS_PCR_SELECTION).</summary>
/// <param name="Hash">The bank's algorithm.</param>
/// <param name="Pcrs">Indexes, ascending, each once.</param>
public sealed record PcrSelection(ushort Hash, IReadOnlyList<int> Pcrs)
{
    private const int SelectBytes = 3;

    /// <summary>Registers of the SHA-256 bank.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An index is not 0 to 23.</exception>
    public static PcrSelection Sha256(IEnumerable<int> pcrs)
    {
        int[] sorted = [.. pcrs.Distinct().Order()];
        if (sorted.Length == 0 || sorted[0] < 0 || sorted[^1] >= TpmConstants.Pcrs)
        {
            throw new ArgumentOutOfRangeException(nameof(pcrs), "PCRs are 0 to 23, one at least");
        }

        return new PcrSelection(TpmConstants.Sha256, sorted);
    }

    /// <summary>The same bank and the same registers.</summary>
    public bool IsSame(PcrSelection other) => Hash == other.Hash && Pcrs.SequenceEqual(other.Pcrs);

    /// <summary>As TPML_PCR_SELECTION with this one entry.</summary>
    public byte[] ToList()
    {
        byte[] bits = new byte[SelectBytes];
        foreach (int pcr in Pcrs)
        {
            bits[pcr / 8] |= (byte)(1 << (pcr % 8));
        }

        return new TpmWriter().U32(1).U16(Hash).U8(SelectBytes).Raw(bits).ToArray();
    }

    /// <summary>In words.</summary>
    public override string ToString() => $"{(Hash == TpmConstants.Sha256 ? "sha256" : $"{Hash:x4}")}:{string.Join(',', Pcrs)}";

    internal static IReadOnlyList<PcrSelection> Read(TpmReader reader)
    {
        uint count = reader.U32();
        if (count > 16)
        {
            throw new TpmFormatException($"{count} banks of PCRs are more than a TPM has");
        }

        var banks = new PcrSelection[count];
        for (int i = 0; i < count; i++)
        {
            ushort hash = reader.U16();
            byte[] bits = reader.Bytes(reader.U8());
            banks[i] = new PcrSelection(hash, [.. Enumerable.Range(0, 8 * bits.Length).Where(pcr => (bits[pcr / 8] >> (pcr % 8) & 1) != 0)]);
        }

        return banks;
    }
}
