using Microsoft.EntityFrameworkCore;

namespace ModelServing.BenchmarkWorker.History;

internal sealed class HistoryContext(DbContextOptions<HistoryContext> options) : DbContext(options)
{
    public DbSet<RunRow> Runs => Set<RunRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<RunRow>(row =>
    {
        row.ToTable("benchmark_runs");
        row.HasKey(run => run.Id);
        row.HasIndex(run => run.Status);
    });
}
