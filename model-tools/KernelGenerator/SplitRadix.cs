namespace AIoT.Embedded.ModelTools.KernelGenerator;

/// <summary>
/// Split-radix Fourier transforms, decimation in frequency, as graphs of additions and rotations.
/// Every output is made by the formulas of the contract (docs/contracts/features.md); only the order of evaluation is free.
/// </summary>
public sealed class SplitRadix
{
    /// <summary>Fractional bits of the rotations' constants.</summary>
    public const int ConstantBits = 20;

    private readonly SortedDictionary<long, Node> _constants = [];

    /// <summary>The constants in use: name and value in Q20.</summary>
    public IEnumerable<(string Name, long Value)> Constants => _constants.Select(c => (c.Value.Pieces[0], c.Key));

    /// <summary>
    /// Bins 0..n/2 of n real values, in the order in which they are best evaluated.
    /// The imaginary parts of bin 0 and n/2 are zero and absent.
    /// </summary>
    public IEnumerable<(int Bin, Signed Re, Signed? Im)> Real(Signed[] x)
    {
        int n = x.Length;
        if (n == 2)
        {
            return [(0, x[0] + x[1], null), (1, x[0] - x[1], null)];
        }

        int h = n / 2;
        int q = n / 4;
        var even = Real([.. Enumerable.Range(0, h).Select(j => x[j] + x[j + h])]).Select(o => (2 * o.Bin, o.Re, o.Im));
        ComplexValue[] u = [.. Enumerable.Range(0, q).Select(j => Rotate(new ComplexValue(x[j] - x[j + h], x[j + (3 * q)] - x[j + q]), j, n))];
        var odd = Complex(u).Select(o =>
        {
            int bin = (4 * o.Bin) + 1;
            return bin <= h ? (bin, o.Value.Re, (Signed?)o.Value.Im) : (n - bin, o.Value.Re, -o.Value.Im);
        });
        return [.. even, .. odd];
    }

    /// <summary>The n bins of n complex values, in the order in which they are best evaluated.</summary>
    /// <param name="z">The values.</param>
    /// <param name="differences">Takes the differences that the first stage makes: each takes the place of two values once the sums are made.</param>
    public IEnumerable<(int Bin, ComplexValue Value)> Complex(ComplexValue[] z, List<ComplexValue>? differences = null)
    {
        int n = z.Length;
        if (n == 1)
        {
            return [(0, z[0])];
        }

        int h = n / 2;
        int q = n / 4;
        var even = Complex([.. Enumerable.Range(0, h).Select(j => z[j] + z[j + h])]).Select(o => (2 * o.Bin, o.Value));
        if (n == 2)
        {
            return [.. even, (1, z[0] - z[1])];
        }

        var u = new ComplexValue[q];
        var v = new ComplexValue[q];
        for (int j = 0; j < q; j++)
        {
            ComplexValue p = z[j] - z[j + h];
            ComplexValue r = (z[j + q] - z[j + (3 * q)]).TimesI();
            differences?.Add(p);
            differences?.Add(r);
            u[j] = Rotate(p - r, j, n);
            v[j] = Rotate(p + r, 3 * j, n);
        }

        return
        [
            .. even,
            .. Complex(u).Select(o => ((4 * o.Bin) + 1, o.Value)),
            .. Complex(v).Select(o => ((4 * o.Bin) + 3, o.Value)),
        ];
    }

    /// <summary>
    /// (a + ib) exp(-2 pi i e / n) for 0 &lt;= e &lt; 3n/4, each part rounded down once to the format that it came in;
    /// where both products carry a minus sign it stands outside of the rounding. An eighth of a turn takes two products instead of four.
    /// </summary>
    public ComplexValue Rotate(ComplexValue z, int e, int n)
    {
        (Signed a, Signed b) = z;
        if (e == 0)
        {
            return z;
        }

        Node c = Constant(Math.Abs(Math.Cos(2 * Math.PI * e / n)));
        Node s = Constant(Math.Abs(Math.Sin(2 * Math.PI * e / n)));
        if (8 * e == n)
        {
            return new(Signed.ShiftedProduct(a + b, c, ConstantBits), Signed.ShiftedProduct(b - a, c, ConstantBits));
        }

        if (8 * e == 3 * n)
        {
            return new(Signed.ShiftedProduct(b - a, c, ConstantBits), -(Signed)Signed.ShiftedProduct(a + b, c, ConstantBits));
        }

        if (4 * e < n)
        {
            return new(Signed.ShiftedProducts(a, c, b, s, ConstantBits), Signed.ShiftedProducts(b, c, -a, s, ConstantBits));
        }

        return 2 * e < n
            ? new(Signed.ShiftedProducts(b, s, -a, c, ConstantBits), -(Signed)Signed.ShiftedProducts(a, s, b, c, ConstantBits))
            : new(-(Signed)Signed.ShiftedProducts(a, c, b, s, ConstantBits), Signed.ShiftedProducts(a, s, -b, c, ConstantBits));
    }

    /// <summary>A constant of 0..1 in Q20.</summary>
    public Node Constant(double value)
    {
        long scaled = QuarterWaveSource.Round(value, ConstantBits);
        if (!_constants.TryGetValue(scaled, out Node? node))
        {
            node = Node.Read($"q{scaled}");
            _constants.Add(scaled, node);
        }

        return node;
    }
}
