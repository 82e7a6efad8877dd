using Microsoft.EntityFrameworkCore;

namespace ModelServing.BenchmarkWorker.History;

internal sealed class HistoryContext(DbContextOptions<HistoryContext> options) : DbContext(options)
{
    public const string Table = "benchmark_runs";

    public DbSet<RunRow> Runs => Set<RunRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<RunRow>(row =>
    {
        row.ToTable(Table);
        row.HasKey(run => run.Id);
        row.HasIndex(run => run.Status);
        if (Database.IsNpgsql())
        {
            row.Property(run => run.Id).UseCollation("C"); // pages go by the order of characters, not by that of a language
        }
    });
}
