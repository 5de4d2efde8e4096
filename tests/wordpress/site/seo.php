<?php
// Plugin Name: SEO (what the usual SEO plugins add: JSON-LD graph, OpenGraph, sitemap_index.xml; dates in UTC)
add_action('wp_head', function () {
    $post = get_queried_object();
    if (!is_singular() || !$post instanceof WP_Post) {
        echo '<meta property="og:type" content="website" />' . "\n";
        return;
    }
    $url = get_permalink($post);
    $site = get_bloginfo('name');
    $title = html_entity_decode(get_the_title($post), ENT_QUOTES);
    $published = get_post_time('c', true, $post);
    $modified = get_post_modified_time('c', true, $post);
    $description = post_password_required($post) ? '' : wp_trim_words(wp_strip_all_tags(strip_shortcodes(excerpt_remove_blocks($post->post_content))), 25, '…');
    $image = get_the_post_thumbnail_url($post, 'full');
    $meta = ['og:locale' => 'pl_PL', 'og:type' => 'article', 'og:title' => "$title - $site", 'og:description' => $description, 'og:url' => $url, 'og:site_name' => $site];
    if ($post->post_type === 'post') $meta['article:published_time'] = $published;
    if ($modified !== $published) $meta['article:modified_time'] = $modified;
    if ($image) $meta['og:image'] = $image;
    echo '<meta name="description" content="' . esc_attr($description) . '" />' . "\n";
    foreach ($meta as $name => $value) echo '<meta property="' . $name . '" content="' . esc_attr($value) . '" />' . "\n";

    $dates = ['datePublished' => $published, 'dateModified' => $modified, 'inLanguage' => 'pl-PL'];
    $home = ['@id' => home_url('/#website')];
    $graph = [
        ['@type' => 'WebPage', '@id' => $url, 'url' => $url, 'name' => "$title - $site", 'isPartOf' => $home] + $dates,
        ['@type' => 'BreadcrumbList', '@id' => "$url#breadcrumb", 'itemListElement' => [
            ['@type' => 'ListItem', 'position' => 1, 'name' => 'Strona główna', 'item' => home_url('/')],
            ['@type' => 'ListItem', 'position' => 2, 'name' => $title],
        ]],
        $home + ['@type' => 'WebSite', 'url' => home_url('/'), 'name' => $site],
    ];
    if ($post->post_type === 'post') {
        $author = ['@type' => 'Person', 'name' => get_the_author_meta('display_name', $post->post_author)];
        $sections = wp_list_pluck(get_the_category($post->ID), 'name');
        array_unshift($graph, ['@type' => 'Article', '@id' => "$url#article", 'isPartOf' => ['@id' => $url], 'author' => $author, 'headline' => $title, 'articleSection' => $sections] + $dates);
    }
    echo '<script type="application/ld+json">' . wp_json_encode(['@context' => 'https://schema.org', '@graph' => $graph]) . "</script>\n";
}, 5);

// Its own sitemaps in the place of those of WordPress.
add_filter('wp_sitemaps_enabled', '__return_false');
add_filter('robots_txt', fn($text) => $text . "\nSitemap: " . home_url('/sitemap_index.xml') . "\n", 20);
add_action('parse_request', function () {
    $asked = trim((string) parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH), '/');
    if (in_array($asked, ['sitemap.xml', 'wp-sitemap.xml'], true)) {
        wp_redirect(home_url('/sitemap_index.xml'), 301);
        exit;
    }
    if (!preg_match('/^(sitemap_index|(post|page|wydarzenie|category)-sitemap(\d*))\.xml$/', $asked, $match)) return;
    header('Content-Type: text/xml; charset=UTF-8');
    header('X-Robots-Tag: noindex, follow');
    $size = 100;  // addresses a file
    $posts = fn($type) => get_posts(['post_type' => $type, 'numberposts' => -1, 'orderby' => 'modified', 'order' => 'ASC', 'has_password' => false]);
    $entry = fn($tag, $url, $post = null) => "<$tag><loc>$url</loc>" . ($post ? '<lastmod>' . get_post_modified_time('c', true, $post) . '</lastmod>' : '') . "</$tag>\n";
    $name = $match[1] === 'sitemap_index' ? 'sitemapindex' : 'urlset';
    echo "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<$name xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
    if ($name === 'sitemapindex') {
        foreach (['post', 'page', 'wydarzenie'] as $type) {
            foreach (array_chunk($posts($type), $size) as $number => $chunk) {
                echo $entry('sitemap', home_url("/$type-sitemap" . ($number ? $number + 1 : '') . '.xml'), end($chunk));
            }
        }
        echo $entry('sitemap', home_url('/category-sitemap.xml'));
    } elseif ($match[2] === 'category') {
        foreach (get_categories() as $category) echo $entry('url', get_category_link($category));
    } else {
        $chunks = array_chunk($posts($match[2]), $size);
        foreach ($chunks[(int) ($match[3] ?: 1) - 1] ?? [] as $post) echo $entry('url', get_permalink($post), $post);
    }
    echo "</$name>\n";
    exit;
});
